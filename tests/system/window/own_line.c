/*
 * A line of one's own stands once in the window: at once and dimmed, then in
 * the place and with the time of its echo; what is refused or may be lost stays
 * where it is, marked with the reason.
 */
#include <stdlib.h>

#include "tests/lib/fake.h"
#include "tests/lib/pty.h"

static struct fake fake;

static struct pty *
begin(size_t rows, size_t columns)
{
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, rows, columns, "-n", "javad", "dev");
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_admit(&fake, "javad", "dev");
	pty_expect_has(pty, "-- in dev: ali javad");
	return pty;
}

static void
end(struct pty *pty)
{
	pty_type(pty, "\x15/quit\r");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit you have quit\n");
	MUST(pty_status(pty) == 0, "the client did not end well");
	fake_stop(&fake);
}

static void
is_confirmed(void)
{
	struct pty *pty = begin(24, 80);

	pty_type(pty, "hello all\r");
	pty_expect_screen(pty,
	    " dev\n"
	    "...\n"
	    "[22:13] -- javad has joined dev\n"
	    "...\n"
	    "        javad: hello all\n"
	    "[1:dev] 2 members  ...\n"
	    "[dev]");
	pty_expect_style(pty, "hello all", "dim");
	PASS("what is said stands there, dimmed, before the server answers");
	end(pty);
}

int
main(void)
{
	MUST(setenv("TZ", "UTC0", 1) == 0, "setenv");
	is_confirmed();
	return tap_done();
}
