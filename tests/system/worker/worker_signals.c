/* A worker ignores signals that are meant for the parent. */
#include <signal.h>

#include "tests/lib/conn.h"

static const int signals[] = { SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGUSR1,
	SIGUSR2, SIGPIPE };

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");
	const pid_t worker = server_worker(server, "javad");

	for (size_t i = 0; i < COUNT(signals); i++) {
		MUST(kill(worker, signals[i]) == 0, "no worker");
		conn_expect_nothing(javad);
	}
	PASS("it serves its client as before");
	server_stop(server);
	return tap_done();
}
