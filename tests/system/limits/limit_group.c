/* The length of a group's name: at, one below and one above its bound. */
#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

#define OVER "too long: 65 bytes, limit 64"

static const char *const verbs[] = { "join", "leave", "topic", "names" };

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *conn = conn_named(server, "javad");

	for (size_t len = LIMIT_GROUP - 1; len <= LIMIT_GROUP; len++) {
		conn_say(conn, "join %s", filler(len));
		conn_expect(conn, "join * %s javad", filler(len));
		conn_say(conn, "send %s hello", filler(len));
		conn_expect(conn, "msg * %s javad hello", filler(len));
	}
	PASS("groups of 63 and 64 bytes");
	for (size_t i = 0; i < COUNT(verbs); i++) {
		conn_say(conn, "%s %s", verbs[i], filler(LIMIT_GROUP + 1));
		conn_expect(conn, "err %s too-long " OVER, verbs[i]);
	}
	conn_say(conn, "send %s hello", filler(LIMIT_GROUP + 1));
	conn_expect(conn, "err send too-long " OVER);
	PASS("a group of 65 bytes is too long for every verb");
	server_stop(server);
	return tap_done();
}
