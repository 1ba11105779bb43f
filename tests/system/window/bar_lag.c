/*
 * The status line shows an overdue answer after three seconds; the client then
 * pings the server, whose reply ends that.
 */
#include "tests/lib/fake.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct fake fake;

	pty_paced(true);
	fake_start(&fake);
	struct pty *pty = PTY_WINDOW(fake.address, 5, 20, "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_expect_row(pty, 3, "[1:#1]  javad  ##:##");
	pty_type(pty, "hello\r");
	fake_expect(&fake, "send 1 hello");
	pty_pace(pty, 3 * SEC);
	pty_expect_has(pty, "  lag ");
	PASS("an answer that is overdue");
	fake_expect(&fake, "ping");
	PASS("the server is asked for a sign");
	fake_happens(&fake, 0, "msg @ 1 javad hello");
	fake_say(&fake, "pong\n");
	pty_expect_row(pty, 3, "[1:#1]  javad  ##:##");
	PASS("and all is well");
	pty_type(pty, "/quit\r");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit you have quit\n");
	MUST(pty_status(pty) == 0, "no good end");
	fake_stop(&fake);
	return tap_done();
}
