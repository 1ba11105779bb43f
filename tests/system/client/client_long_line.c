/* A line longer than the window scrolls in its row; the window may change. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

#define DIGITS "0123456789"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect(pty, "-- javad has joined 1");
	conn_expect(ali, "join * 1 javad");
	pty_resize(pty, 21);
	pty_type(pty, "abc" DIGITS DIGITS);
	pty_expect_cursor(pty, DIGITS DIGITS, 20);
	PASS("the end is shown while one types there");
	pty_type(pty, "\x01");
	pty_expect_cursor(pty, "abc" DIGITS "0123456", 0);
	PASS("the start is shown when one goes there");
	pty_resize(pty, 80);
	pty_expect_cursor(pty, "abc" DIGITS DIGITS, 0);
	PASS("a wider window shows all of it");
	pty_resize(pty, 11);
	pty_expect_cursor(pty, "abc0123456", 0);
	PASS("a narrower one a part");
	pty_type(pty, "\r");
	conn_expect(ali, "msg * 1 javad abc" DIGITS DIGITS);
	pty_expect(pty, "javad: abc0");
	PASS("all of it is sent");
	pty_type(pty, "quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
