/*
 * A single pasted line is as if typed; before it sends several, the client
 * asks.
 */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

#define BEGIN "\033[200~"
#define END "\033[201~"
#define MANY BEGIN "first\r\rquit\rthird\r" END

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	conn_expect(ali, "join * 1 javad");
	pty_expect(pty, "-- javad has joined #1");
	MUST(pty->vt.marks_pastes, "it does not ask for marks");
	pty_type(pty, "so " BEGIN "one\tline\r" END);
	pty_expect_cursor(pty, "so one     line", 15);
	PASS("one line is as if it were typed");
	pty_type(pty, MANY);
	pty_expect_cursor(pty, "send 4 lines to #1? (y/n)", 26);
	pty_type(pty, "you there?\r");
	pty_expect_has(pty, "type y or n, then Enter");
	pty_type(pty, "n\r");
	pty_expect(pty, "-- paste discarded");
	pty_expect_cursor(pty, "so one     line", 15);
	conn_expect_nothing(ali);
	PASS("many lines are not said without a word");
	pty_type(pty, MANY);
	pty_expect_cursor(pty, "send 4 lines to #1? (y/n)", 26);
	pty_type(pty, "y\r");
	conn_expect(ali, "lines * 1 javad 3 tett");
	conn_expect(ali, "msg * 1 javad first");
	conn_expect(ali, "msg * 1 javad quit");
	conn_expect(ali, "msg * 1 javad third");
	pty_expect_cursor(pty, "so one     line", 15);
	PASS("they are said as they stand");
	pty_type(pty, "\r");
	conn_expect(ali, "msg * 1 javad so one     line");
	pty_type(pty, BEGIN);
	for (int i = 0; i < 300; i++)
		pty_type(pty,
		    "0123456789012345678901234567890123456789"
		    "0123456789012345678901234567890123456789");
	pty_type(pty, END "x");
	pty_expect(pty, "!! not sent: paste too long, limit 16384 bytes");
	pty_expect_cursor(pty, "x", 1);
	PASS("what is too long is dropped as a whole");
	pty_type(pty, BEGIN);
	for (int i = 0; i < 4199; i++)
		pty_type(pty, "x");
	pty_type(pty, END);
	pty_expect(pty, "!! not sent: too long: 4200 bytes, limit 3800");
	pty_expect_cursor(pty, "x", 1);
	PASS("a pasted line that does not fit leaves the line as it was");
	pty_type(pty, "\x15/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	MUST(!pty->vt.marks_pastes, "the terminal still marks pastes");
	PASS("the terminal is as it was");
	server_stop(server);
	return tap_done();
}
