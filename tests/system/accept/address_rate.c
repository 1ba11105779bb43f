/* connect_rate limits the new connections of each address per minute. */
#include "tests/lib/conn.h"

#define RATE 2
#define TRIES 200
#define AGAIN (60 * SEC / RATE) /* behind which another may come */

/* Comes and goes; false if it is refused, which must be for coming too fast. */
static bool
visit(const struct server *server, const char *from)
{
	struct conn *conn = conn_open_from(server, from);
	const struct str line = (conn_say(conn, "ping"), conn_line(conn));
	const bool in = str_eq(line, STR("ok ping"));

	if (!in)
		TAP_STR(line,
		    STR("ERROR :Closing link: too many connections per minute "
			"from your address; try again later\r"),
		    "a refused one is told");
	conn_close(conn);
	return in;
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "connect_rate 2\nexempt ::1\n", .paced = true });
	const usec start = clock_mono();
	unsigned count = 0;

	while (count < TRIES && visit(server, "127.0.0.2:0"))
		count++;
	const usec took = clock_mono() - start;
	TAP_OK(count >= RATE, "a minute's worth may come at once: %u", count);
	TAP_OK(count <= RATE + took / AGAIN + 1, "and no more");
	server_expect(server, "refused: 127.0.0.2:* (too fast)");
	PASS("that is logged");
	TAP_OK(visit(server, "127.0.0.3:0"), "another address has its own");
	server_pace(server, AGAIN);
	TAP_OK(visit(server, "127.0.0.2:0"), "and later there may be one more");
	server_stop(server);
	return tap_done();
}
