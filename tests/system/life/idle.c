/*
 * Neither the server nor a worker waits in a busy loop, whatever it waits for.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define WORKERS 16
#define MANY 100000
#define QUIET (300 * MSEC)

/* How long it is watched, and how often all of them may wake in that. */
#define WATCHED (300 * MSEC)
#define WAKES 12

static long
wakes_of_all(const struct server *server)
{
	pid_t workers[WORKERS];
	const size_t count = proc_children(server->pid, workers, WORKERS);
	long sum = proc_wakes(server->pid);

	for (size_t i = 0; i < count; i++)
		sum += proc_wakes(workers[i]);
	return sum;
}

static bool
are_idle_now(const struct server *server)
{
	const usec start = clock_mono();
	const long before = wakes_of_all(server);

	pass_time(WATCHED);
	const long woken = wakes_of_all(server) - before;
	const usec took = clock_mono() - start;
	tap_note("%ld wake-ups in %d ms", woken, (int)(took / MSEC));
	return woken >= 0 && (usec)woken * WATCHED <= WAKES * took;
}

/* All processes may have pending work at first. */
static void
expect_idle(const struct server *server, size_t workers, const char *when)
{
	const usec end = deadline();
	bool idle;

	server_expect_workers(server, workers);
	do
		idle = are_idle_now(server);
	while (!idle && clock_mono() < end);
	TAP_OK(idle, "%s", when);
}

int
main(void)
{
	char path[SCRATCH_PATH];
	struct flood flood;

	if (!proc_is_there())
		tap_skip("needs /proc");
	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path },
		.config = "grace 600\nhold_time 3600\nchunk_time 0\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *half = conn_named(server, "half");

	conn_send(half, "half a line", 11);
	conn_expect_nothing(javad);
	expect_idle(server, 2, "nobody says anything");
	struct conn *deaf = conn_member(server, "deaf", "1");
	flood_init(&flood, javad, "1", 1000);
	MUST(!flood_run(&flood, MANY, QUIET), "there is no end");
	expect_idle(server, 3, "one does not read, another one has to wait");
	struct conn *operator= conn_open_at(server->control);
	conn_ask(operator, "kick javad", "ok 1 client kicked");
	conn_close(operator);
	conn_close(javad);
	expect_idle(server, 2, "the one who had to wait has gone");
	conn_close(deaf); /* it would be waited for at the end */
	server_stop(server);
	return tap_done();
}
