/* -T shows the local time of each event, which its ID gives. */
#include <stdlib.h>

#include "tests/lib/fake.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct fake fake;

	MUST(setenv("TZ", "XYZ-3:30", 1) == 0, "out of memory");
	fake_start(&fake);
	struct pty *pty =
	    PTY_CLIENT(fake.address, "-1", "-T", "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	/* 2023-11-14 22:13:20 UTC */
	pty_expect(pty, "[01:43] -- javad has joined #1");
	fake_say(&fake, "msg 1700000000000001 1 ali hello\n");
	pty_expect(pty, "[01:43] ali: hello");
	PASS("in front of events and messages");
	fake_say(&fake, "ok ping\n");
	pty_expect(pty, "-- pong");
	PASS("but not of what has no time");
	fake_say(&fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	fake_stop(&fake);
	return tap_done();
}
