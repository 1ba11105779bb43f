/*
 * A client that has shut down its sending side gets all answers that it is
 * owed.
 */
#include "tests/lib/conn.h"

#define COMMANDS 2000

int
main(void)
{
	struct server *server = server_start(&(struct setup) { .paced = true });
	struct conn *nc = conn_open(server);

	conn_say(nc, "javad\njoin 1\nsend 1 hi\nnames 1\nquit bye all");
	conn_finish(nc);
	conn_expect(nc, "ok name javad");
	conn_expect(nc, "join * 1 javad");
	conn_expect(nc, "msg * 1 javad hi");
	conn_expect(nc, "names 1 javad");
	conn_expect(nc, "ok names 1 1");
	conn_expect(nc, "bye quit ...");
	conn_expect_end(nc);
	PASS("with quit, as over nc");
	nc = conn_open(server);
	conn_say(nc, "javad\njoin 1");
	for (int i = 0; i < COMMANDS; i++)
		conn_say(nc, "send 1 %d", i);
	conn_finish(nc);
	conn_expect(nc, "ok name javad");
	conn_expect(nc, "join * 1 javad");
	for (int i = 0; i < COMMANDS; i++)
		conn_expect(nc, "msg * 1 javad %d", i);
	conn_expect(nc, "bye quit ...");
	conn_expect_end(nc);
	PASS("without quit, after thousands of commands");
	server_stop(server);
	return tap_done();
}
