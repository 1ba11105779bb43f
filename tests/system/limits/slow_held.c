/*
 * When a line has been held for hold_time, it runs: the members that have not
 * read get a bye, and the sender loses nothing.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

#define MANY 3000
#define QUIET (300 * MSEC)

int
main(void)
{
	char path[SCRATCH_PATH];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path },
		.config = "hold_time 60\ngrace 3600\n",
		.paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");

	conn_expect(ali, "join * 1 reza");
	flood_init(&flood, javad, "1", 1000);
	TAP_OK(!flood_run(&flood, MANY, QUIET), "the line that is held waits");
	/* And the next ones, until all that is in the way has gone. */
	server_pace_later(server, 610 * SEC);
	TAP_OK(flood_run(&flood, MANY, deadline() - clock_mono()),
	    "after hold_time, all %d messages run", MANY);
	TAP_OK(flood_read(&flood, ali, 0) > 0, "who has not read gets a part");
	TAP_OK(
	    pattern_matches("bye slow-reader ...", ali->line), "and goodbye");
	server_expect(server, "reza: quit");
	conn_close(reza); /* it would be waited for at the end */
	conn_ask(javad, "names 1", "names 1 javad");
	server_stop(server);
	return tap_done();
}
