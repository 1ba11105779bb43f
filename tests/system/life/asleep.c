/*
 * A server with silent clients sleeps: new workers, rates and the scoreboard do
 * not wake it without need.
 */
#include "tests/lib/conn.h"

/* The scoreboard is written in this time, and then there is nothing to do. */
#define SETTLE SEC

/* A newborn has 60 s; who has a name need not be looked at, but later. */
#define WATCHED (250 * SEC)

int
main(void)
{
	static const char *const names[] = { "ali", "bo", "carla", "dan" };
	struct server *server = server_start(&(struct setup) {
	    .config = "grace 60\nhello_time 300\n", .paced = true });

	for (size_t i = 0; i < COUNT(names); i++)
		(void)conn_member(server, names[i], "1");
	server_await_rest();
	(void)server_pace(server, SETTLE);
	TAP_NUM(server_pace(server, WATCHED), 1, "it is not woken in 250 s");
	server_stop(server);
	return tap_done();
}
