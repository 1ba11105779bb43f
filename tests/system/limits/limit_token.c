/* The length of a ping's token: at, one below and one above its bound. */
#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *conn = conn_open(server);

	for (size_t len = LIMIT_TOKEN - 1; len <= LIMIT_TOKEN; len++) {
		conn_say(conn, "ping %s", filler(len));
		conn_expect(conn, "ok ping %s", filler(len));
	}
	PASS("tokens of 63 and 64 bytes come back");
	conn_say(conn, "ping %s", filler(LIMIT_TOKEN + 1));
	conn_expect(conn, "err ping too-long too long: 65 bytes, limit 64");
	PASS("one of 65 bytes is too long");
	server_stop(server);
	return tap_done();
}
