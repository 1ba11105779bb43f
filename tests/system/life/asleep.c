/*
 * A server whose clients are silent sleeps: it is not woken by what it has not
 * to do, be it for newborn workers, for rates or for what is shown of it.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define WATCHED (1500 * MSEC)

/* What they have come with has been shown, and all deadlines of that passed. */
static void
settle(const struct server *server)
{
	const usec end = deadline();
	long before;

	do {
		MUST(clock_mono() < end, "it never sleeps for 0.5 s");
		before = proc_wakes(server->pid);
		pass_time(500 * MSEC);
	} while (proc_wakes(server->pid) != before);
}

int
main(void)
{
	static const char *const names[] = { "ali", "bo", "carla", "dan" };
	struct server *server;
	long before;

	if (!proc_is_there())
		tap_skip("needs /proc");
	/* A newborn has 2 s, which is in the time that is watched. */
	server = server_start(
	    &(struct setup) { .config = "grace 2\nhello_time 300\n" });
	for (size_t i = 0; i < COUNT(names); i++)
		(void)conn_member(server, names[i], "1");
	settle(server);
	before = proc_wakes(server->pid);
	pass_time(WATCHED);
	pass_time(WATCHED);
	TAP_NUM(proc_wakes(server->pid) - before, 0, "it is not woken in 3 s");
	server_stop(server);
	return tap_done();
}
