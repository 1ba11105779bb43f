/* No process can be made: newcomers are told, and nobody within is hurt. */
#include "tests/faults/board.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define NEWCOMERS 3

int
main(void)
{
	board_begin();
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *newcomer;

	conn_expect(javad, "join * 1 ali");
	board_arm(
	    sanitized() ? "fork:1+:EAGAIN:parent" : "clone:1+:EAGAIN:parent");
	for (int i = 0; i < NEWCOMERS; i++) {
		newcomer = conn_open(server);
		conn_expect_turned_away(newcomer, "...");
		conn_expect_end(newcomer);
		conn_close(newcomer);
		server_expect(server, "full: * turned away (...");
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
		conn_expect(ali, "msg * 1 javad hello");
	}
	PASS("%d newcomers are told that it is full", NEWCOMERS);
	board_disarm();
	conn_close(conn_named(server, "newcomer"));
	PASS("then one gets in");
	server_stop(server);
	return tap_done();
}
