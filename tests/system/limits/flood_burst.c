/* A burst runs at once; later lines, pings too, have to wait. */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"

#define BURST 500
#define BEFORE 2 /* name, join */
#define SLACK (100 * MSEC) /* a turn of the loop has one time */

static const struct setup setup = {
	.config = "line_rate 1\nline_burst 500\n",
};

int
main(void)
{
	struct server *server = server_start(&setup);
	const usec start = clock_mono();
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_named(server, "ali");
	struct flood flood;

	/* A second each, they would take minutes. */
	flood_init(&flood, javad, "1", 20);
	TAP_OK(flood_run(&flood, BURST - BEFORE, deadline() - clock_mono()),
	    "the burst goes at once");
	conn_say(javad, "ping one\nping two");
	conn_ask(ali, "ping", "ok ping");
	PASS("another one is served");
	conn_expect(javad, "ok ping one");
	conn_expect(javad, "ok ping two");
	TAP_OK(clock_mono() - start + SLACK >= 2 * SEC,
	    "what is behind it waits as long as the rate says");
	server_stop(server);
	return tap_done();
}
