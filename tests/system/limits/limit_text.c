/* A text is accepted at and below its longest length, and refused above it. */
#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

#define OVER "too long: 3801 bytes, limit 3800"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	const char *above = filler(LIMIT_TEXT + 1);

	conn_expect(javad, "join * 1 ali");
	for (size_t len = LIMIT_TEXT - 1; len <= LIMIT_TEXT; len++) {
		conn_say(javad, "send 1 %s", filler(len));
		conn_expect(javad, "msg * 1 javad %s", filler(len));
		conn_expect(ali, "msg * 1 javad %s", filler(len));
		conn_say(javad, "tell ali %s", filler(len));
		conn_expect(javad, "tell * javad ali %s", filler(len));
		conn_expect(ali, "tell * javad ali %s", filler(len));
	}
	PASS("texts of 3799 and 3800 bytes arrive whole");
	conn_say(javad, "send 1 %s", above);
	conn_expect(javad, "err send too-long " OVER);
	conn_say(javad, "tell ali %s", above);
	conn_expect(javad, "err tell too-long " OVER);
	conn_say(javad, "leave 1 %s", above);
	conn_expect(javad, "err leave too-long " OVER);
	conn_say(javad, "quit %s", above);
	conn_expect(javad, "err quit too-long " OVER);
	conn_expect_nothing(ali);
	PASS("a text of 3801 bytes is too long, and nothing of it is said");
	server_stop(server);
	return tap_done();
}
