/*
 * At max_clients, the server tells a newcomer that it is full, until a client
 * leaves.
 */
#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .args = { "-m", "2" } });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *third = conn_open(server);

	conn_expect(javad, "join * 1 ali");
	conn_expect_turned_away(third, "...");
	conn_expect_end(third);
	server_expect(server, "full: * turned away (2 of 2 clients)");
	PASS("the third one is told, and logged");
	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	conn_expect(ali, "msg * 1 javad hello");
	PASS("those within are unhurt");
	conn_ask(ali, "quit", "bye quit ...");
	conn_expect_end(ali);
	conn_close(ali);
	server_expect(server, "ended: ali ...");
	(void)conn_member(server, "reza", "1");
	PASS("when one has left another one gets in");
	server_stop(server);
	return tap_done();
}
