/*
 * Letters are shown in the views of their senders, each once, and are done when
 * the person has looked there. A message that is kept for somebody says so. The
 * plain stream prints letters, and then they are done.
 */
#include <stdlib.h>

#include "tests/lib/faked.h"
#include "tests/lib/tap.h"

static struct fake fake;

static void
say_letters(void)
{
	fake_say(&fake,
	    "letters\n"
	    "past tell 1700000000000001 sara javad call me\n"
	    "past tell 1700000000000002 eve javad psst\n"
	    "past tell 1700000000000003 sara javad soon\n"
	    "letters 1700000000000003\n");
}

static void
are_shown(struct pty *pty)
{
	say_letters();
	pty_expect_has(pty, "2:sara(2!)");
	pty_expect_has(pty, "3:eve(1!)");
	pty_expect_bells(pty, 1);
	PASS("letters count as unread, and ring once");
	pty_type(pty, "/ping x\r");
	fake_expect_next(&fake, "ping x");
	fake_say(&fake, "ok ping x\n");
	PASS("none is done before it was seen");
	pty_type(pty, "\0332");
	pty_expect_screen(pty,
	    " sara\n"
	    "...\n"
	    "--- 2 new\n"
	    "sara: call me\n"
	    "sara: soon\n"
	    "...\n"
	    "[sara]");
	fake_expect_next(&fake, "done 1700000000000001");
	fake_say(&fake, "ok done 1700000000000001\n");
	PASS("what was seen is done, up to the first that was not");
	pty_type(pty, "\0333");
	pty_expect_has(pty, "eve: psst");
	fake_expect_next(&fake, "done 1700000000000003");
	fake_say(&fake, "err done no-such-item done elsewhere\n");
	PASS("and then the rest");
}

static void
come_once(struct pty *pty)
{
	fake_close(&fake);
	pty_expect_has(pty, "-- connection lost: closed by the server");
	pty_pace(pty, SEC);
	faked_admit(&fake, "ops");
	say_letters();
	fake_expect_next(&fake, "done 1700000000000003");
	fake_say(&fake,
	    "ok done 1700000000000003\n"
	    "letters\n"
	    "past tell 1700000000000004 eve javad again\n"
	    "letters 1700000000000004\n");
	pty_expect_screen(pty,
	    " eve\n"
	    "...\n"
	    "eve: psst\n"
	    "...\n"
	    "eve: again\n"
	    "...\n"
	    "[eve]");
	fake_expect_next(&fake, "done 1700000000000004");
	fake_say(&fake, "ok done 1700000000000004\n");
	PASS("they are shown once, and done again");
}

static void
are_kept(struct pty *pty)
{
	pty_type(pty, "lunch?\r");
	fake_expect_next(&fake, "tell eve lunch?");
	pty_expect_style(pty, "lunch?", "dim");
	fake_say(&fake, "ok tell kept 1700000000000009 Eve\n");
	pty_expect_has(pty, "javad: lunch? (kept until Eve logs in)");
	pty_type(pty, "\0331/tell eve cake?\r");
	fake_expect_next(&fake, "tell eve cake?");
	fake_say(&fake, "ok tell kept 1700000000000010 Eve\n");
	pty_expect_has(pty, "-- kept until Eve logs in");
	pty_type(pty, "/tell eve tea?\r");
	fake_expect_next(&fake, "tell eve tea?");
	fake_say(&fake, "err tell too-many the mailbox is full\n");
	pty_expect_has(pty, "!! not sent to eve: the mailbox is full");
	PASS("a message says whether it is kept");
	pty_type(pty, "/query mia\r");
	fake_expect_next(&fake, "whois mia");
	fake_say(&fake, "err whois no-such-name no client has that name\n");
	pty_expect_has(pty, "!! no one here is called mia");
	pty_type(pty, "/close\r/prove x\r");
	fake_expect_next(&fake, "prove x");
	fake_say(&fake, "ok prove javad\n");
	pty_type(pty, "/query mia\r");
	fake_expect_next(&fake, "whois mia");
	fake_say(&fake, "err whois no-such-name no client has that name\n");
	pty_expect_has(pty, "-- mia is not connected; if mia has an");
	pty_expect_not(pty, "!! no one");
	PASS("so does a new view of somebody who is absent");
}

static void
is_printed(void)
{
	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-n", "javad");

	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "want full");
	fake_say(&fake, "ok want full\n");
	say_letters();
	pty_expect(pty, "-- messages came while you were away:");
	pty_expect(pty, "2023-11-14 22:13:20 sara -> you: call me");
	pty_expect(pty, "2023-11-14 22:13:20 eve -> you: psst");
	pty_expect_bells(pty, 1);
	fake_expect_next(&fake, "done 1700000000000003");
	fake_say(&fake, "ok done 1700000000000003\n");
	pty_type(pty, "/tell eve hello\r");
	fake_expect_next(&fake, "tell eve hello");
	fake_say(&fake, "ok tell kept 1700000000000009 eve\n");
	pty_expect(pty, "-- your message is kept until eve logs in");
	PASS("the plain stream prints them, and says what is kept");
	pty_type(pty, "/quit\r");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit you have quit\n");
	MUST(pty_status(pty) == 0, "the client did not end well");
	fake_stop(&fake);
}

int
main(void)
{
	pty_paced(true);
	MUST(setenv("TZ", "UTC0", 1) == 0, "no memory");
	is_printed();
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 12, 40, "-n", "javad", "ops");
	faked_admit(&fake, "ops");
	are_shown(pty);
	come_once(pty);
	are_kept(pty);
	faked_leave(&fake, pty);
	return tap_done();
}
