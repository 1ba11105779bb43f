/*
 * If the server does not answer in time, the status line says for how long
 * after 3 seconds, and the client pings it.
 */
#include "tests/lib/faked.h"

static struct fake fake;

int
main(void)
{
	pty_noon();
	pty_paced(true);
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 80, "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "[1:#dev] 2 members");
	pty_type(pty, "hello\r");
	fake_expect_next(&fake, "send dev hello");
	pty_pace(pty, 2 * SEC);
	pty_pace(pty, MSEC);
	fake_expect_nothing(&fake);
	pty_expect_not(pty, "  lag ");
	pty_pace(pty, SEC);
	fake_expect_next(&fake, "ping");
	PASS("after 3 seconds the server is asked for a sign");
	pty_pace(pty, 4 * SEC);
	pty_expect_has(pty, "  lag 7");
	pty_expect_style(pty, "javad: hello", "dim");
	PASS("and the status line says that it is late");
	fake_happens(&fake, 0, "msg @ dev ali what others say does not count");
	pty_expect_has(pty, "ali: what others say");
	pty_expect_has(pty, "  lag 7");
	fake_happens(&fake, 0, "msg @ dev javad hello");
	fake_say(&fake, "ok ping\n");
	pty_expect_not(pty, "  lag ");
	pty_expect_style(pty, "hello", "none");
	PASS("until it answers");
	faked_leave(&fake, pty);
	return tap_done();
}
