/*
 * The server listens on several addresses: TCP and UNIX clients share a group.
 */
#include "tests/lib/conn.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .listen = { "127.0.0.1:0", path, "localhost:0" } });
	TAP_NUM(server->addresses, 3, "each is logged with its real port");
	MUST(strcmp(server->address[1], path) == 0, "the path is not %s", path);
	MUST(!str_eq(
		 str_from(server->address[0]), str_from(server->address[2])) &&
		!pattern_matches("127.0.0.1:0", str_from(server->address[0])),
	    "the ports are not real");
	for (size_t i = 0; i < server->addresses; i++) {
		struct conn *conn = conn_open_at(server->address[i]);
		conn_say(conn, "client-%zu\njoin 1\nnames 1\nsend 1 hello", i);
		conn_wait_for(conn, "ok names 1 %zu", i + 1);
		conn_expect(conn, "msg * 1 client-%zu hello", i);
		PASS("a client on %s", server->address[i]);
	}
	server_stop(server);
	return tap_done();
}
