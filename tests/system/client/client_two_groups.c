/* The current group: the last joined, chosen by /g, or the one before. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *one = conn_member(server, "one", "1");
	struct conn *two = conn_member(server, "two", "2");
	struct pty *javad =
	    PTY_CLIENT(server->address[0], "-n", "javad", "1", "2");

	pty_expect(javad, "-- javad has joined 2");
	pty_type(javad, "to two\r");
	conn_wait_for(two, "msg * 2 javad to two");
	pty_expect(javad, "[2] javad: to two");
	PASS("text goes to the group joined last");
	pty_type(javad, "/g 1\rto one\r");
	conn_wait_for(one, "msg * 1 javad to one");
	pty_expect(javad, "-- current group: 1");
	PASS("/g chooses another");
	pty_type(javad, "/g 3\r");
	pty_expect(javad, "!! you are not in 3; join it first");
	pty_type(javad, "/g\r");
	pty_expect(javad, "-- you are in 1 (current)");
	PASS("/g alone tells them");
	pty_type(javad, "leave 1\rtwo again\r");
	conn_wait_for(two, "msg * 2 javad two again");
	conn_expect_nothing(two);
	pty_expect(javad, "-- current group: 2");
	PASS("after leaving, the one before is current");
	pty_type(javad, "leave 2\rnobody\r");
	pty_expect(javad,
	    "!! not sent: you are in no group; join one first, "
	    "for example: join 1");
	PASS("in no group text is not sent");
	pty_type(javad, "quit\r");
	MUST(pty_status(javad) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
