/* A topic is accepted at and below its longest length, and refused above it. */
#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *conn = conn_member(server, "javad", "1");

	for (size_t len = LIMIT_TOPIC - 1; len <= LIMIT_TOPIC; len++) {
		conn_say(conn, "topic 1 %s", filler(len));
		conn_expect(conn, "topic * 1 javad %s", filler(len));
		conn_ask(conn, "topic 1", "ok topic 1 %s", filler(len));
	}
	PASS("topics of 389 and 390 bytes");
	conn_say(conn, "topic 1 %s", filler(LIMIT_TOPIC + 1));
	conn_expect(conn, "err topic too-long too long: 391 bytes, limit 390");
	conn_ask(conn, "topic 1", "ok topic 1 %s", filler(LIMIT_TOPIC));
	PASS("one of 391 bytes is too long, and the old one stays");
	server_stop(server);
	return tap_done();
}
