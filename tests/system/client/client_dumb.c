/* A dumb terminal gets no escape sequence. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	pty_term("dumb");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");
	pty->vt.dumb = true;
	pty_expect(pty, "-- javad has joined #1");
	conn_wait_for(ali, "join * 1 javad");
	pty_type(pty, "a long line\x01");
	pty_expect_cursor(pty, "a long line", 0);
	pty_type(pty, "\x06\x06\x0b");
	pty_expect_cursor(pty, "a", 2);
	PASS("the line is edited all the same");
	conn_say(ali, "send 1 hello javad");
	pty_expect(pty, "ali: hello javad");
	pty_expect_cursor(pty, "a", 2);
	pty_type(pty, "\x05yes\r");
	pty_expect(pty, "javad: a yes");
	PASS("messages come above it");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	PASS("and nothing came but text, CR and LF");
	server_stop(server);
	return tap_done();
}
