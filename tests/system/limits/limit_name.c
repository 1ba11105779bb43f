/* The length of a name: at, one below and one above its bound. */
#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

#define OVER "too long: 33 bytes, limit 32"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *conn = conn_open(server);
	const char *below = filler(LIMIT_NAME - 1);
	const char *at = filler(LIMIT_NAME);
	const char *above = filler(LIMIT_NAME + 1);

	conn_ask(conn, "name a", "ok name a");
	conn_say(conn, "name %s", below);
	conn_expect(conn, "name * a %s", below);
	conn_say(conn, "name %s", at);
	conn_expect(conn, "name * %s %s", below, at);
	PASS("names of 1, 31 and 32 bytes");
	conn_say(conn, "name %s", above);
	conn_expect(conn, "err name too-long " OVER);
	conn_say(conn, "tell %s hello", above);
	conn_expect(conn, "err tell too-long " OVER);
	conn_say(conn, "name \xc3\xa9%s", filler(LIMIT_NAME - 1));
	conn_expect(conn, "err name too-long " OVER);
	conn_say(conn, "get @%s", above);
	conn_expect(conn, "err get too-long " OVER);
	PASS("a name of 33 bytes is too long");
	server_stop(server);
	return tap_done();
}
