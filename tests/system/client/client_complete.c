/* Tab completes the members of the group, who are shown when one comes. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "alireza", "1");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	conn_expect(ali, "join * 1 javad");
	pty_expect(pty, "-- in 1: alireza javad");
	pty_type(pty, "al\t");
	pty_expect_cursor(pty, "alireza:", 9);
	pty_type(pty, "hi\r");
	conn_expect(ali, "msg * 1 javad alireza: hi");
	PASS("a name at the start of the line, with a colon");
	pty_type(pty, "/te\tal\thi\r");
	conn_expect(ali, "tell * javad alireza hi");
	PASS("a command, and a name behind it");
	pty_type(pty, "zz\t");
	pty_expect_cursor(pty, "zz", 2);
	pty_type(pty, "\x15names 1\r");
	pty_expect(pty, "-- members of 1: 2");
	PASS("names that are asked for are shown");
	pty_type(pty, "quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
