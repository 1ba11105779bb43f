/* The server says nothing before the client's first line. */
#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *silent = conn_open(server);
	struct conn *ali = conn_named(server, "ali");

	/* Its worker runs; a greeting would stand before the answer. */
	server_expect_workers(server, 2);
	conn_expect_nothing(ali);
	conn_ask(silent, "ping first", "ok ping first");
	PASS("the first line is the answer to the first command");
	server_stop(server);
	return tap_done();
}
