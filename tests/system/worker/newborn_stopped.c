/*
 * A worker stopped at birth, before it has descriptors of its own: those who
 * are in talk on, the operator is served, nobody waits busily, and after the
 * grace it is killed and those who have been waiting get in.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/newborn.h"
#include "tests/lib/proc.h"

#define GRACE (SEC)
#define WATCHED (300 * MSEC)
#define BUSY_MS 60

static struct conn *latest;

static void
connect_one(const struct server *server)
{
	latest = conn_open(server);
}

static void
test_idle(const struct server *server)
{
	const long before = proc_cpu(server->pid);

	pass_time(WATCHED);
	const long used = proc_cpu(server->pid) - before;
	TAP_OK(used < BUSY_MS, "the server is idle meanwhile: %ld ms of %d",
	    used, (int)(WATCHED / MSEC));
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "grace 1\n" });

	if (!newborn_can(server))
		tap_skip("needs ptrace");
	struct conn *javad = conn_member(server, "javad", "1");
	const long descriptors = proc_descriptors(server->pid);
	const pid_t pid = newborn_catch(server, connect_one);
	newborn_stop(pid);
	const usec begin = clock_mono();
	struct conn *ali = conn_open(server);
	conn_say(ali, "ali");
	for (int i = 0; i < 100; i++)
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	PASS("who is in talks on");
	struct conn *operator= conn_open_at(server->control);
	conn_ask(operator, "ping", "ok ping");
	TAP_OK(!proc_is_gone(pid), "the operator, who comes then, is served");
	conn_close(operator);
	test_idle(server);
	MUST(!proc_is_gone(pid), "it was not waited for");
	conn_expect(ali, "ok name ali");
	TAP_OK(clock_mono() - begin < 3 * GRACE, "the next one gets in");
	/* A plain fork needs nobody to be ready, and lets a stopped one be. */
	MUST(kill(pid, SIGKILL) == 0 || proc_is_gone(pid), "it is left");
	server_expect(server, "ended: - * pid *, signal 9, ...");
	conn_close(latest);
	conn_close(ali);
	server_expect_workers(server, 1);
	TAP_NUM(proc_descriptors(server->pid), descriptors,
	    "no descriptor is left");
	server_stop(server);
	return tap_done();
}
