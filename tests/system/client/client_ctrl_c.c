/* Ctrl-C clears the line, then quits; a second one does not wait. */
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
	conn_expect(ali, "quit * javad");
	MUST(pty_status(pty) == 0, "the client did not end well");
	pty_expect_mode(pty, true);
	PASS("on an empty line it quits, and nothing was sent");
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
	pty_type(pty, "\x03");
	fake_expect(&fake, "quit");
	pty_type(pty, "\x03");
	MUST(pty_status(pty) == 0, "the client did not end well");
	pty_expect_mode(pty, true);
	PASS("a server that does not answer is left at the second");
	fake_stop(&fake);
}

int
main(void)
{
	clears_then_quits();
	does_not_wait();
	return tap_done();
}
