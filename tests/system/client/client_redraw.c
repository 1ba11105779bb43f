/*
 * Output that arrives while a person types appears above the input line, which
 * stays intact.
 */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *javad = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect(javad, "-- javad has joined #1");
	conn_expect(ali, "join * 1 javad");
	pty_type(javad, "half a sentence\033[D\033[D");
	pty_expect_cursor(javad, "half a sentence", 13);
	conn_say(ali, "send 1 first");
	pty_expect(javad, "ali: first");
	pty_expect_cursor(javad, "half a sentence", 13);
	PASS("the line is drawn again, and the cursor is where it was");
	for (int i = 0; i < 100; i++)
		conn_say(ali, "send 1 line %d", i);
	pty_expect(javad, "ali: line 99");
	pty_expect_cursor(javad, "half a sentence", 13);
	MUST(pty_row(javad, "ali: line 99") + 1 == javad->vt.row,
	    "the last message is not right above the line");
	PASS("the same when the screen is full");
	pty_type(javad, "\033[Fs\r");
	conn_wait_for(ali, "msg * 1 javad half a sentences");
	PASS("it can be sent as if nothing had been");
	pty_type(javad, "/quit\r");
	MUST(pty_status(javad) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
