/*
 * Other processes of the same user can read neither the rehearsed program,
 * which has read all messages and the password, nor the server that continues.
 */
#include <signal.h>

#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define CHILDREN 16

/* The child of the server that is no worker; 0: there is none. */
static pid_t
rehearsal_of(const struct server *server)
{
	pid_t children[CHILDREN];
	const size_t count = proc_children(server->pid, children, CHILDREN);
	const pid_t worker = server_worker(server, "javad");

	for (size_t i = 0; i < count; i++)
		if (children[i] != worker)
			return children[i];
	return 0;
}

/*
 * It has loaded the state when it hangs, and is hidden before; then it is
 * killed.
 */
static bool
is_hidden_soon(const struct server *server)
{
	const usec end = deadline();
	pid_t pid;

	while (
	    (pid = rehearsal_of(server)) == 0 || proc_is_open_to_its_user(pid))
		if (!deadline_pause(end))
			return false;
	return kill(pid, SIGKILL) == 0;
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) { .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *control;

	if (!proc_is_there() || proc_status(server->pid, "Uid") == 0)
		tap_skip("of root's processes that is not to be told");
	control = upgrade_ask(
	    server, "upgrade %s", upgrade_program(UPGRADE_UNFIT("hangs")));
	TAP_OK(is_hidden_soon(server), "one that is tried");
	upgrade_expect(
	    control, "err the rehearsal of * was killed by signal 9");
	conn_ask(javad, "ping", "ok ping");
	const bool open = proc_is_open_to_its_user(server->pid);
	upgrade_to(server, UPGRADE_LATER);
	TAP_OK(proc_is_open_to_its_user(server->pid) == open,
	    "who goes on is as open as before");
	server_stop(server);
	return tap_done();
}
