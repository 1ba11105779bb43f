/*
 * When a line has been held for hold_time, it is refused, and so are the lines
 * after it that have arrived.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define MANY 3000
#define QUIET (300 * MSEC)

int
main(void)
{
	char path[SCRATCH_PATH];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .listen = { path }, .config = "hold_time 60\n", .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");

	conn_expect(ali, "join * 1 reza");
	flood_init(&flood, javad, "1", 1000);
	TAP_OK(!flood_run(&flood, MANY, QUIET), "the line that is held waits");
	server_pace_later(server, 61 * SEC);
	conn_expect(javad, "err send slow-down ...");
	conn_expect(javad, "err send slow-down ...");
	PASS("after hold_time, it is refused, with those behind it");
	/* They would be waited for. */
	conn_close(javad);
	conn_close(ali);
	conn_close(reza);
	server_stop(server);
	return tap_done();
}
