/*
 * A hijacked worker that keeps making the shared doorbell blocking during an
 * upgrade does not mislead the next program.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/bell.h"
#include "tests/lib/deadline.h"
#include "tests/lib/upgrade.h"

/* So many that the server waits for the doorbell. */
#define CLIENTS 80

/* Another process, which does that until it is killed, or the test has ended.
 */
static pid_t
tamper(int bell, int flags)
{
	const pid_t test = getpid(), pid = fork();

	MUST(pid != -1, "fork");
	if (pid != 0)
		return pid;
	while (getppid() == test)
		(void)fcntl(bell, F_SETFL, flags & ~O_NONBLOCK);
	_exit(0);
}

static bool
is_put_right(int bell, int flags)
{
	const usec end = deadline();

	while (fcntl(bell, F_GETFL) != flags)
		if (!deadline_pause(end))
			return false;
	return true;
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .visible = true });
	struct conn *javad = conn_named(server, "javad");

	(void)conn_named(server, "rogue");
	for (int i = 0; i < CLIENTS; i++)
		(void)conn_open(server);
	int bell = bell_take(server_worker(server, "rogue"));
	const int flags = bell != -1 ? fcntl(bell, F_GETFL) : -1;
	if (flags == -1)
		tap_skip("cannot get hold of a worker's descriptor");
	const pid_t rogue = tamper(bell, flags);
	upgrade_to(server, UPGRADE_LATER);
	MUST(kill(rogue, SIGKILL) == 0 && waitpid(rogue, NULL, 0) == rogue,
	    "it does not end");
	conn_ask(javad, "ping", "ok ping");
	TAP_OK(is_put_right(bell, flags), "the doorbell is as it was made");
	io_close(&bell);
	server_stop(server);
	return tap_done();
}
