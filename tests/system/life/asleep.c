/*
 * A server with silent clients sleeps: new workers, rates and the scoreboard do
 * not wake it without need.
 */
#include "tests/lib/conn.h"
#include "tests/lib/proc.h"

/* The longest of the deadlines that are over by then is 2 s. */
#define WATCHED (3 * SEC)

int
main(void)
{
	static const char *const names[] = { "ali", "bo", "carla", "dan" };
	struct server *server;

	if (!proc_is_there())
		tap_skip("needs /proc");
	/* A newborn has 2 s. */
	server = server_start(
	    &(struct setup) { .config = "grace 2\nhello_time 300\n" });
	for (size_t i = 0; i < COUNT(names); i++)
		(void)conn_member(server, names[i], "1");
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, 0),
	    "it is not woken in 3 s");
	server_stop(server);
	return tap_done();
}
