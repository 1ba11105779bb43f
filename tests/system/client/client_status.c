/* The status line lists the groups, and keys choose one. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static struct server *server;

static void
expect_status(struct pty *pty, const char *groups)
{
	pty_expect(pty, " javad at %s%s", server->address[0], groups);
}

int
main(void)
{
	server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *pty =
	    PTY_CLIENT(server->address[0], "-n", "javad", "1", "2", "3");

	expect_status(pty, "  1:#1  2:#2  [3:#3]");
	pty_type(pty, "hello");
	pty_expect_cursor(pty, "hello", 5);
	MUST(pty_row(pty, "hello") + 1 < VT_ROWS, "nothing is below the line");
	PASS("the groups in the order of joining, below the line");
	pty_type(pty, "\0331");
	expect_status(pty, "  [1:#1]  2:#2  3:#3");
	pty_type(pty, "\x10");
	expect_status(pty, "  1:#1  2:#2  [3:#3]");
	pty_type(pty, "\x0e\x0e");
	expect_status(pty, "  1:#1  [2:#2]  3:#3");
	pty_type(pty, "\0339");
	pty_expect_cursor(pty, "hello", 5);
	expect_status(pty, "  1:#1  [2:#2]  3:#3");
	PASS("Alt and a digit, Ctrl-N and Ctrl-P choose one");
	conn_say(ali, "send 1 one");
	expect_status(pty, "  1:#1(1)  [2:#2]  3:#3");
	conn_say(ali, "send 1 are you there, Javad?");
	expect_status(pty, "  1:#1(2!)  [2:#2]  3:#3");
	pty_type(pty, "\0331");
	expect_status(pty, "  [1:#1]  2:#2  3:#3");
	PASS("what is unread is counted, and our name marked");
	for (int i = 0; i < 70; i++)
		conn_say(ali, "send 1 line %d", i);
	pty_expect(pty, "[#1] ali: line 69");
	expect_status(pty, "  [1:#1]  2:#2  3:#3");
	pty_expect_cursor(pty, "hello", 5);
	MUST(pty_row(pty, "[#1] ali: line 69") == VT_ROWS - 3,
	    "the last message is not right above the line");
	PASS("at the lower end of the screen it stays below the line");
	pty_resize(pty, 30);
	pty_expect_begin(pty, " javad at ");
	pty_expect_cursor(pty, "hello", 5);
	pty_resize(pty, 80);
	expect_status(pty, "  [1:#1]  2:#2  3:#3");
	PASS("it fits another width");
	pty_type(pty, "\x03/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
