/*
 * A line marks each new day in the local time zone; from 60 columns on, times
 * stand before lines, in the configured format.
 */
#include <stdlib.h>

#include "tests/lib/fake.h"
#include "tests/lib/pty.h"

/* 22:13:20, 23:59:59 and the next second in Greenwich. */
#define BEFORE "msg 1700006399000000 1 sara before\n"
#define AFTER "msg 1700006400000000 1 sara after\n"

static struct pty *
start(struct fake *fake, size_t columns, const char *zone)
{
	pty_environment();
	MUST(setenv("TZ", zone, 1) == 0, "no memory");
	fake_start(fake);
	struct pty *pty =
	    PTY_WINDOW(fake->address, 10, columns, "-n", "javad", "1");
	fake_welcome_person(fake, "javad");
	fake_say(fake, BEFORE AFTER);
	return pty;
}

static void
stop(struct fake *fake, struct pty *pty)
{
	pty_type(pty, "/quit\r");
	fake_expect(fake, "quit");
	fake_say(fake, "bye quit you have quit\n");
	MUST(pty_status(pty) == 0, "no good end");
	fake_stop(fake);
}

static void
in_greenwich(void)
{
	struct fake fake;
	struct pty *pty = start(&fake, 80, "UTC");

	pty_expect_row(pty, 4, "[22:13] -- javad has joined #1");
	pty_expect_row(pty, 5, "[23:59] sara: before");
	pty_expect_row(pty, 6, "--- Wednesday, 15 November 2023");
	pty_expect_row(pty, 7, "[00:00] sara: after");
	PASS("a day, and the time of each line");
	pty_resize_to(pty, 10, 60);
	pty_expect_row(pty, 7, "[00:00] sara: after");
	pty_resize_to(pty, 10, 59);
	pty_expect_row(pty, 4, "-- javad has joined #1");
	pty_expect_row(pty, 5, "sara: before");
	pty_expect_row(pty, 6, "--- Wednesday, 15 November 2023");
	pty_expect_row(pty, 7, "sara: after");
	PASS("fewer than 60 columns have no stamps, but the day");
	pty_resize_to(pty, 5, 20);
	pty_expect_row(pty, 0, "sara: before");
	pty_expect_row(pty, 1, "--- Wed, 15 Nov 2023");
	pty_expect_row(pty, 2, "sara: after");
	PASS("in few columns the day is abbreviated");
	stop(&fake, pty);
}

static void
elsewhere(void)
{
	struct fake fake;
	struct pty *pty;

	pty_config("time_format %d.%m.%Y %H:%M:%S |\n");
	pty = start(&fake, 80, "FAR-3:30");
	pty_expect_row(pty, 5, "15.11.2023 01:43:20 | -- javad has joined #1");
	pty_expect_row(pty, 6, "15.11.2023 03:29:59 | sara: before");
	pty_expect_row(pty, 7, "15.11.2023 03:30:00 | sara: after");
	PASS("another zone, and another format");
	stop(&fake, pty);
}

int
main(void)
{
	in_greenwich();
	elsewhere();
	return tap_done();
}
