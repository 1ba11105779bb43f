/*
 * STATUS= follows the number of clients, at most once a second, even if a
 * reload has lowered the limit below it.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/systemd.h"

#define CLIENTS 30

int
main(void)
{
	struct conn *conn[CLIENTS];
	unsigned messages = 1;
	const char *message;
	usec start;

	systemd_listen_for_words();
	struct server *server = server_start(NULL);
	(void)systemd_expect("READY=1");
	start = clock_mono();
	for (int i = 0; i < CLIENTS; i++)
		conn[i] = conn_open(server);
	server_expect_workers(server, CLIENTS);
	while (message = systemd_message(),
	    !systemd_says(message, "STATUS=30 of * clients"))
		messages++;
	PASS("the number is told");
	const usec seconds = (clock_mono() - start) / SEC;
	TAP_OK(messages <= seconds + 2, "%u messages in %u s", messages,
	    (unsigned)seconds);
	scratch_write(server->config, "max_clients 3\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	while (!systemd_says(systemd_message(), "STATUS=30 clients, limit 3"))
		continue;
	PASS("and a limit that is lower by now");
	for (int i = 0; i < CLIENTS; i++)
		conn_close(conn[i]);
	(void)systemd_expect("STATUS=0 of * clients");
	PASS("and again when they have gone, without anything else happening");
	TAP_OK(systemd_message_by(clock_mono() + 1500 * MSEC) == NULL,
	    "then there is nothing to say");
	server_stop(server);
	return tap_done();
}
