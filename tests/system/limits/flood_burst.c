/* A burst runs at once; later lines, pings too, have to wait. */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"

#define BURST 500
#define BEFORE 2 /* name, join */
#define TICK (10 * MSEC) /* who waits goes on at a multiple of it */

static const struct setup setup = {
	.config = "line_rate 1\nline_burst 500\n",
	.paced = true,
};

/* The answer comes when a second has passed, and not before. */
static void
waits(struct server *server, struct conn *javad, struct conn *ali,
    const char *answer)
{
	struct str line;

	server_pace(server, SEC - TICK);
	conn_ask(ali, "ping", "ok ping");
	MUST(!conn_has_line(javad, &line), "it does not wait");
	server_pace(server, TICK);
	conn_expect(javad, "%s", answer);
}

int
main(void)
{
	struct server *server = server_start(&setup);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_named(server, "ali");
	struct flood flood;

	flood_init(&flood, javad, "1", 20);
	TAP_OK(flood_run(&flood, BURST - BEFORE, deadline() - clock_mono()),
	    "the burst goes at once");
	conn_say(javad, "ping one\nping two");
	conn_ask(ali, "ping", "ok ping");
	PASS("another one is served");
	server_pace(server, TICK);
	waits(server, javad, ali, "ok ping one");
	waits(server, javad, ali, "ok ping two");
	PASS("what is behind it waits as long as the rate says");
	server_stop(server);
	return tap_done();
}
