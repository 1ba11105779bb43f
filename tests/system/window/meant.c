/*
 * Mentions, by our name, our words, or in private, stand out, ring once a burst
 * in any view, and count in the title until their view is shown.
 */
#include <stdlib.h>

#include "tests/lib/faked.h"

#define ALT "\033"

static struct fake fake;

static struct pty *
begin(const char *option)
{
	fake_start(&fake);
	struct pty *pty = PTY_WINDOW(
	    fake.address, 24, 80, "-n", "javad", option, "--", "dev", "ops");
	faked_admit(&fake, "dev", "ops");
	pty_expect_row(pty, 23, "[#dev]");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- in #ops: ali javad");
	pty_type(pty, "\0332");
	pty_expect_has(pty, "[2:#ops] 2 members");
	return pty;
}

/* However slow this machine is: at most once in two seconds. */
static void
expect_few_bells(const struct pty *pty, usec since)
{
	const usec most = 1 + (clock_mono() - since) / (2 * SEC);

	MUST(pty->vt.bells <= most, "it rang %zu times", pty->vt.bells);
}

static void
stands_out(struct pty *pty)
{
	fake_happens(&fake, 0, "msg @ ops reza hello");
	pty_expect_style(pty, "reza", "coloured");
	pty_expect_title(pty, "forkcast: #ops");
	MUST(pty->vt.bells == 0, "it rings for nothing");
	fake_happens(&fake, 0, "msg @ ops sara Javad: look");
	pty_expect_style(pty, "sara", "bold reverse");
	pty_expect_bells(pty, 1);
	pty_expect_title(pty, "forkcast: #ops");
	PASS("our name stands out and rings, also where one is");
}

static void
is_counted(struct pty *pty, usec since)
{
	fake_happens(&fake, 0, "msg @ dev ali hello");
	fake_happens(&fake, 0, "msg @ dev ali is javad here?");
	fake_happens(&fake, 0, "msg @ dev ali and the backup, javad?");
	fake_happens(&fake, 0, "tell @ sara javad psst");
	pty_expect_title(pty, "(3) forkcast: #ops");
	pty_expect_has(pty, "3:sara");
	expect_few_bells(pty, since);
	pty_type(pty, ALT "1");
	pty_expect_title(pty, "(1) forkcast: #dev");
	pty_type(pty, ALT "3");
	pty_expect_title(pty, "forkcast: sara");
	PASS("a burst rings once, and the title counts what is for us");
}

static void
has_words(struct pty *pty)
{
	fake_happens(&fake, 0, "msg @ dev mina the Tea is ready");
	fake_happens(&fake, 0, "msg @ dev taha teapot");
	pty_expect_title(pty, "(1) forkcast: sara");
	fake_happens(&fake, 0, "msg @ dev zari coffee break");
	pty_expect_title(pty, "(2) forkcast: sara");
	pty_type(pty, ALT "1");
	pty_expect_style(pty, "mina", "bold reverse");
	pty_expect_style(pty, "taha", "coloured");
	pty_expect_style(pty, "zari", "bold reverse");
	pty_type(pty, "/set highlight disk\r" ALT "2");
	pty_expect_title(pty, "forkcast: #ops");
	fake_happens(&fake, 0, "msg @ dev ali tea?");
	fake_happens(&fake, 0, "msg @ dev ali no disk, no tea");
	pty_expect_title(pty, "(1) forkcast: #ops");
	PASS("words of one's own do the same, as they are set now");
}

/* Our own messages are not mentions. */
static void
is_ours(struct pty *pty, usec since)
{
	pty_type(pty, "I am javad\r");
	fake_expect(&fake, "send ops I am javad");
	fake_happens(&fake, 0, "msg @ ops javad I am javad");
	pty_type(pty, ALT "1");
	pty_expect_title(pty, "forkcast: #dev");
	expect_few_bells(pty, since);
	PASS("what we say ourselves is not for us");
}

int
main(void)
{
	pty_noon();
	MUST(unsetenv("NO_COLOR") == 0, "unsetenv");
	pty_config("highlight tea, coffee break\n");
	struct pty *pty = begin("-1");
	const usec since = clock_mono();
	stands_out(pty);
	is_counted(pty, since);
	has_words(pty);
	is_ours(pty, since);
	faked_leave(&fake, pty);
	pty = begin("-q");
	fake_happens(&fake, 0, "tell @ sara javad psst");
	pty_expect_title(pty, "(1) forkcast: #ops");
	MUST(pty->vt.bells == 0, "it rang %zu times", pty->vt.bells);
	faked_leave(&fake, pty);
	PASS("-q turns the bell off");
	return tap_done();
}
