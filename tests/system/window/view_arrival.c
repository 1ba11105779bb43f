/*
 * When we join a group, its members, or that there are no others, appear in its
 * view and in view 0, whichever view is current when the reply arrives.
 */
#include <stdio.h>

#include "tests/lib/faked.h"

static struct fake fake;

/* The group is joined, and its names have not come. */
static void
join(struct pty *pty, const char *group)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "/join %s\r", group);
	pty_type(pty, line);
	(void)snprintf(line, sizeof(line), "join %s", group);
	fake_expect(&fake, line);
	(void)snprintf(line, sizeof(line), "join @ %s javad", group);
	fake_happens(&fake, 0, line);
	(void)snprintf(line, sizeof(line), "names %s", group);
	fake_expect(&fake, line);
	pty_expect_has(pty, "has joined");
}

/* One looks elsewhere when they come, and says something then. */
static void
come(struct pty *pty, const char *names)
{
	pty_type(pty, "\0331");
	pty_expect_row(pty, 9, "[#dev]");
	fake_say(&fake, names);
	fake_happens(&fake, 0, "msg @ dev ali and now?");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "-- javad has joined #dev\n"
	    "-- in #dev: ali javad\n"
	    "ali: and now?\n"
	    "[1:#dev] 2 members          javad  ##:##\n"
	    "[#dev]");
}

int
main(void)
{
	pty_paced(true);
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 10, 40, "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "-- in #dev: ali javad");
	join(pty, "ops");
	come(pty,
	    "ok topic ops -\nok mode ops n 0 - 0 -\nnames ops javad\n"
	    "ok names ops 1\n");
	pty_type(pty, "\0332");
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "-- javad has joined #ops\n"
	    "-- nobody else is in #ops\n"
	    "[2:#ops] 1 member           javad  ##:##\n"
	    "[#ops]");
	PASS("that nobody else is there");
	pty_type(pty, "\0330");
	pty_expect_screen(pty,
	    " all groups\n"
	    "...\n"
	    "-- javad has joined #ops\n"
	    "-- nobody else is in #ops\n"
	    "--- 1 new\n"
	    "[#dev] ali: and now?\n"
	    "...\n"
	    "[all]");
	PASS("it stands among all too");
	faked_leave(&fake, pty);
	return tap_done();
}
