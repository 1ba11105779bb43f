/*
 * After a worker that is stopped at birth, without descriptors of its own,
 * other newcomers get in. After as many as allowed at a time, clients talk, the
 * operator is served, nobody waits busily, and after grace the server kills
 * them and lets those in who waited.
 */
#include <signal.h>

#include "server/process/fork/child.h"
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
	stopped.count = 0;
}

/* As many are stopped as may be, and another one waits behind them. */
static struct conn *
stop_all(const struct server *server)
{
	struct conn *ali;

	while (stopped.count < CHILD_NEWBORNS)
		stop_one(server);
	ali = conn_open(server);
	conn_say(ali, "ali");
	return ali;
}

static void
expect_in(struct conn *ali)
{
	conn_expect(ali, "ok name ali");
	conn_close(ali);
}

static void
test_service(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "grace 3600\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	const long descriptors = proc_descriptors(server->pid);
	struct conn *ali, *operator;

	stop_one(server);
	conn_close(conn_named(server, "reza"));
	TAP_OK(!is_one_gone(), "behind a stopped one the next gets in");
	ali = stop_all(server);
	for (int i = 0; i < 100; i++)
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	PASS("who is in talks on behind %d of them", CHILD_NEWBORNS);
	operator= conn_open_at(server->control);
	conn_ask(operator, "ping", "ok ping");
	PASS("the operator, who comes then, is served");
	conn_close(operator);
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES),
	    "the server is idle meanwhile");
	expect_ends(server);
	expect_in(ali);
	server_expect_workers(server, 1);
	TAP_NUM(proc_descriptors_soon(server->pid, descriptors), descriptors,
	    "no descriptor is left");
	server_stop(server);
}

static void
test_grace(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "grace 60\n", .paced = true });
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = stop_all(server);

	server_pace(server, 60 * SEC - 1);
	conn_ask(javad, "ping", "ok ping");
	TAP_OK(!is_one_gone(), "those that are stopped have their time");
	server_pace(server, 1);
	expect_in(ali);
	PASS("then the next one gets in");
	expect_ends(server);
	server_expect_workers(server, 1);
	server_stop(server);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	const bool can = newborn_can(server);

	server_stop(server);
	if (!can)
		tap_skip("needs ptrace");
	test_service();
	test_grace();
	return tap_done();
}
