/*
 * A program that hangs in its rehearsal, with the state in its memory, dies
 * with its server.
 */
#include <signal.h>

#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

/* The one child that a server without clients and accounts has. */
static pid_t
find_it(const struct server *server)
{
	const usec until = deadline();
	pid_t child;

	while (proc_children(server->pid, &child, 1) == 0)
		MUST(deadline_pause(until), "there is no rehearsal");
	return child;
}

int
main(void)
{
#ifdef __linux__
	struct server *server = server_start(NULL);
	struct conn *control = upgrade_ask(
	    server, "upgrade %s", upgrade_program(UPGRADE_UNFIT("hangs")));
	const pid_t pid = find_it(server);

	server_signal(server, SIGKILL);
	(void)server_status(server);
	proc_expect_gone(pid);
	PASS("it is gone when the server is killed");
	conn_close(control);
#endif
	return tap_done();
}
