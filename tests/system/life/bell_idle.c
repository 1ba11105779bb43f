/* A server with 200 silent clients hardly wakes. */
#include "tests/lib/hall.h"

/*
 * From the last word on: looks at 0.25, 0.75, 1.75, 3.75 and 7.75 s, after each
 * of which the scoreboard is written; and what is owed.
 */
#define WATCHED (10 * SEC)
#define WAKES 15

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .paced = true, .alone = true });
	hall_enter(server);
	hall_talk();
	server_await_rest();
	const size_t wakes = server_pace(server, WATCHED);
	TAP_OK(wakes <= WAKES, "%d clients say nothing: %zu wake-ups in 10 s",
	    HALL_SIZE, wakes);
	hall_talk();
	PASS("and go on then");
	server_stop(server);
	return tap_done();
}
