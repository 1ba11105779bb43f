/*
 * A line is accepted at and below its longest length, LF included, and refused
 * above it.
 */
#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

/* A line of so many bytes, "send 1 " and LF among them. */
static void
send_line(struct conn *conn, size_t len)
{
	conn_say(conn, "send 1 %s", filler(len - 8));
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *conn = conn_member(server, "javad", "1");

	send_line(conn, LIMIT_LINE - 1);
	conn_expect(conn, "err send too-long too long: 4087 bytes, limit 3800");
	send_line(conn, LIMIT_LINE);
	conn_expect(conn, "err send too-long too long: 4088 bytes, limit 3800");
	PASS("lines of 4095 and 4096 bytes are read, if too long for a text");
	send_line(conn, LIMIT_LINE + 1);
	conn_expect(conn, "err - too-long too long: limit 4096 bytes");
	send_line(conn, 2 * LIMIT_LINE - 1);
	conn_expect(conn, "err - too-long too long: limit 4096 bytes");
	conn_expect_nothing(conn);
	PASS("longer ones are skipped to their end, with one answer each");
	server_stop(server);
	return tap_done();
}
