/*
 * When a line has been held for hold_time, it is refused, and so are the lines
 * after it that have arrived; once the members have read, the sender goes on.
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
	server_pace_later(server, 61 * SEC);
	conn_expect(javad, "err send slow-down ...");
	conn_expect(javad, "err send slow-down ...");
	PASS("after hold_time, it is refused, with those behind it");
	flood_expect(&flood, ali, 0, flood.heard);
	flood_expect(&flood, reza, 0, flood.heard);
	conn_ask(ali, "send 1 done", "msg * 1 ali done");
	conn_ask(reza, "ping", "msg * 1 ali done");
	PASS("who reads is not blamed, and the group goes on");
	conn_close(javad); /* the rest of its lines would be waited for */
	server_stop(server);
	return tap_done();
}
