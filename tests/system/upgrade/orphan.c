/*
 * A program that hangs in its rehearsal dies with its server, also with the
 * state in its memory, and does not delay a server that is told to stop.
 */
#include <signal.h>

#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

static const char *const config = "grace 3600\n";

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

static struct conn *
ask(const struct server *server)
{
	return upgrade_ask(
	    server, "upgrade %s", upgrade_script("hangs", "exec sleep 1000"));
}

static void
is_gone(pid_t pid, const char *why)
{
	proc_expect_gone(pid);
	PASS("it is gone when the server %s", why);
}

static void
test_killed(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *control = upgrade_ask(
	    server, "upgrade %s", upgrade_program(UPGRADE_UNFIT("hangs")));
	const pid_t pid = find_it(server);

	server_signal(server, SIGKILL);
	(void)server_status(server);
	is_gone(pid, "is killed");
	conn_close(control);
}

static void
test_signal(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *control = ask(server);
	const pid_t pid = find_it(server);

	server_signal(server, SIGTERM);
	server_expect(server, "upgrade: refused: the server is to stop");
	TAP_NUM(server_status(server), 0, "TERM stops it");
	is_gone(pid, "is stopped");
	conn_close(control);
}

static void
test_order(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *control = ask(server);
	struct conn *other = conn_open_at(server->control);

	conn_ask(other, "stop", "ok 0 clients disconnected");
	TAP_NUM(server_status(server), 0, "an order stops it");
	conn_close(control);
	conn_close(other);
}

int
main(void)
{
#ifdef __linux__
	test_killed();
#endif
	test_signal();
	test_order();
	return tap_done();
}
