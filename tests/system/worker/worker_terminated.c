/*
 * After SIGTERM, a worker's client gets a bye, and its earlier lines still
 * count.
 */
#include <signal.h>

#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	conn_ask(ali, "send 1 last words", "msg * 1 ali last words");
	MUST(kill(server_worker(server, "ali"), SIGTERM) == 0, "no worker");
	conn_expect(ali, "bye kicked ...");
	conn_expect_end(ali);
	conn_close(ali);
	PASS("the client is told that it was kicked");
	conn_expect(javad, "msg * 1 ali last words");
	conn_expect(javad, "quit * ali...");
	conn_expect_nothing(javad);
	PASS("the group gets what it said and that it has gone");
	server_expect(server, "ended: ali * pid *, bye kicked, lived ...");
	server_stop(server);
	return tap_done();
}
