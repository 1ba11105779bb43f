/*
 * Ctrl-C clears the line; pressed twice, it quits, and once more, it does not
 * wait. How soon it must be pressed again, unit/window/window_ctrl_c tests.
 */
#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/pty.h"

static void
clears_then_quits(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	conn_expect(ali, "join * 1 javad");
	pty_type(pty, "never mind");
	pty_expect_cursor(pty, "never mind", 10);
	pty_type(pty, "\x03");
	pty_expect_cursor(pty, "", 0);
	PASS("the line is cleared");
	pty_type(pty, "\x03");
	pty_expect(pty, "-- press Ctrl-C again to quit");
	PASS("on an empty line it asks for another one");
	pty_type(pty, "\x03\x03");
	conn_expect(ali, "quit * javad..."); /* or it did not wait */
	MUST(pty_status(pty) == 0, "the client did not end well");
	pty_expect_mode(pty, true);
	PASS("the second one quits, and nothing was sent");
	server_stop(server);
}

static void
does_not_wait(void)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_expect(pty, "-- javad has joined #1");
	pty_type(pty, "\x03\x03");
	fake_expect(&fake, "quit");
	pty_type(pty, "\x03");
	MUST(pty_status(pty) == 0, "the client did not end well");
	pty_expect_mode(pty, true);
	PASS("a server that does not answer is left at the third");
	fake_stop(&fake);
}

int
main(void)
{
	clears_then_quits();
	does_not_wait();
	return tap_done();
}
