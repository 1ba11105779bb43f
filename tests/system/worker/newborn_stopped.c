/*
 * After a worker that is stopped at birth, without descriptors of its own,
 * other newcomers get in. After as many as allowed at a time, clients talk, the
 * operator is served, nobody waits busily, and after grace the server kills
 * them and lets those in who waited.
 */
#include <signal.h>

#include "server/fork/child.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/newborn.h"
#include "tests/lib/proc.h"

#define WATCHED (300 * MSEC)
#define WAKES 8

static struct {
	struct conn *client[CHILD_NEWBORNS];
	pid_t pid[CHILD_NEWBORNS];
	size_t count;
} stopped;

static void
connect_one(const struct server *server)
{
	stopped.client[stopped.count] = conn_open(server);
}

static void
stop_one(const struct server *server)
{
	const pid_t pid = newborn_catch(server, connect_one);

	newborn_stop(pid);
	stopped.pid[stopped.count++] = pid;
}

static bool
is_one_gone(void)
{
	for (size_t i = 0; i < stopped.count; i++)
		if (proc_is_gone(stopped.pid[i]))
			return true;
	return false;
}

/* A plain fork needs nobody to be ready, and lets a stopped one be. */
static void
expect_ends(struct server *server)
{
	for (size_t i = 0; i < stopped.count; i++) {
		MUST(kill(stopped.pid[i], SIGKILL) == 0 ||
			proc_is_gone(stopped.pid[i]),
		    "it is left");
		server_expect(server, "ended: - * pid *, signal 9, ...");
		conn_close(stopped.client[i]);
	}
}

static void
test_idle(const struct server *server)
{
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES),
	    "the server is idle meanwhile");
}

static void
test_many(struct server *server, struct conn *javad)
{
	while (stopped.count < CHILD_NEWBORNS)
		stop_one(server);
	struct conn *ali = conn_open(server);
	conn_say(ali, "ali");
	for (int i = 0; i < 100; i++)
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	PASS("who is in talks on behind %d of them", CHILD_NEWBORNS);
	struct conn *operator= conn_open_at(server->control);
	conn_ask(operator, "ping", "ok ping");
	PASS("the operator, who comes then, is served");
	conn_close(operator);
	test_idle(server);
	conn_expect(ali, "ok name ali");
	PASS("the next one gets in");
	conn_close(ali);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "grace 600\n" });

	if (!newborn_can(server))
		tap_skip("needs ptrace");
	struct conn *javad = conn_member(server, "javad", "1");
	const long descriptors = proc_descriptors(server->pid);
	stop_one(server);
	conn_close(conn_named(server, "reza"));
	TAP_OK(!is_one_gone(), "behind a stopped one the next gets in");
	server_reload(server, "grace 1\n");
	test_many(server, javad);
	expect_ends(server);
	server_expect_workers(server, 1);
	TAP_NUM(proc_descriptors_soon(server->pid, descriptors), descriptors,
	    "no descriptor is left");
	server_stop(server);
	return tap_done();
}
