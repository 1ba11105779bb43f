/*
 * select fails: for a moment nobody notices; for good the server says so, says
 * goodbye to all and ends with the code for the system's faults.
 */
#include <sysexits.h>

#include "tests/faults/board.h"
#include "tests/lib/conn.h"

int
main(void)
{
	board_begin();
	struct server *server =
	    server_start(&(struct setup) { .config = "grace 600\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	board_arm("pselect:1-20:ENOMEM:parent");
	conn_say(javad, "send 1 hello");
	board_await(20);
	conn_expect(javad, "msg * 1 javad hello");
	conn_expect(ali, "msg * 1 javad hello");
	PASS("for a moment: talk goes on");

	board_arm("pselect:1+:ENOMEM:parent");
	conn_say(javad, "send 1 lost");
	server_expect(server, "select: ...");
	conn_wait_for(javad, "bye shutdown ..."); /* it may still be said */
	conn_wait_for(ali, "bye shutdown ...");
	conn_expect_end(javad);
	conn_expect_end(ali);
	conn_close(javad);
	conn_close(ali);
	TAP_NUM(server_status(server), EX_OSERR, "for good: its exit status");
	return tap_done();
}
