/*
 * There are at most 200 views; lines of further people and groups appear in
 * view 0, with their senders.
 */
#include <stdio.h>

#include "tests/lib/faked.h"

static struct fake fake;

/* Views of people: all but that of all and that of the group. */
#define PEOPLE 198

static void
fills(struct pty *pty)
{
	char text[64];

	for (int i = 1; i <= PEOPLE + 2; i++) {
		(void)snprintf(
		    text, sizeof(text), "tell @ n%03d javad psst", i);
		fake_happens(&fake, 0, text);
	}
	fake_happens(&fake, 0, "msg @ dev sara the end");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "-- javad has joined #dev\n"
	    "...\n"
	    "sara: the end\n"
	    "[1:#dev] 2:n001(1!) 3:n002(1!) +196\n"
	    "[#dev]");
	PASS("the status line counts them");
	pty_type(pty, "\0330");
	pty_expect_screen(pty,
	    " all groups\n"
	    "...\n"
	    "n199 -> you: psst\n"
	    "n200 -> you: psst\n"
	    "[#dev] sara: the end\n"
	    "[0:all] 2:n001(1!) 3:n002(1!) +196\n"
	    "[all]");
	PASS("those who have no view stand in that of all");
}

static void
has_no_room(struct pty *pty)
{
	pty_type(pty, "/query n200\r");
	pty_expect_has(pty, "!! ");
	pty_type(pty, "/msg n200 hi\r");
	fake_expect(&fake, "tell n200 hi");
	fake_happens(&fake, 0, "tell @ javad n200 hi");
	pty_expect_has(pty, "you -> n200: hi");
	pty_type(pty, "/join lab\r");
	fake_admit(&fake, "javad", "lab");
	pty_expect_has(pty, "!! no view is left for #lab;");
	PASS("who would open one more is told so");
}

static void
makes_room(struct pty *pty)
{
	pty_type(pty, "/window n003\r");
	pty_expect_row(pty, 9, "[n003]");
	pty_type(pty, "/close\r");
	pty_expect_row(pty, 9, "[n002]");
	fake_happens(&fake, 0, "tell @ n200 javad and now?");
	pty_type(pty, "/window 199\r");
	pty_expect_row(pty, 9, "[n200]");
	pty_expect_has(pty, "n200: and now?");
	PASS("until one is closed");
}

int
main(void)
{
	pty_paced(true);
	pty_noon();
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 10, 40, "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "-- in #dev: ");
	fills(pty);
	has_no_room(pty);
	makes_room(pty);
	pty_type(pty, "/quit\r");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit you have quit\n");
	MUST(pty_status(pty) == 0, "no good end");
	fake_stop(&fake);
	return tap_done();
}
