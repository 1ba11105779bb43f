/*
 * An upgrade waits for a worker that is stopped at birth, without descriptors
 * of its own, or until the server gives it up; clients talk meanwhile, and the
 * next program accepts the newcomers.
 */
#include <signal.h>

#include "tests/lib/newborn.h"
#include "tests/lib/upgrade.h"

static struct conn *newcomer;

static void
connect_one(const struct server *server)
{
	newcomer = conn_open(server);
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "grace 600\n", .paced = true });

	if (!newborn_can(server))
		tap_skip("needs ptrace");
	struct conn *javad = conn_member(server, "javad", "1");
	const pid_t pid = newborn_catch(server, connect_one);
	newborn_stop(pid);
	struct conn *control =
	    upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_LATER));
	struct conn *late = conn_open(server);
	conn_say(late, "late");
	for (int i = 0; i < 100; i++)
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	MUST(kill(pid, SIGCONT) == 0, "it is gone");
	upgrade_expect(control, "ok * to *, * client* * ms");
	conn_expect(late, "ok name late");
	conn_ask(newcomer, "newcomer", "ok name newcomer");
	conn_ask(javad, "ping", "ok ping");
	PASS("all of them are in");
	conn_close(control);
	server_stop(server);
	return tap_done();
}
