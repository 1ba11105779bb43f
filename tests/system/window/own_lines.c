/*
 * Each of our lines on their way to several groups and people at once finds its
 * own echo or refusal, whatever the order; a line sent from another view is
 * reported there.
 */
#include "tests/lib/faked.h"

#define ALT "\033"

static struct fake fake;

static struct pty *
begin(void)
{
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 80, "-n", "javad", "dev", "ops");
	faked_admit(&fake, "dev", "ops");
	pty_expect_row(pty, 23, "[#dev]");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- in #ops: ali javad");
	pty_type(pty, "\0332");
	pty_expect_has(pty, "[2:#ops]");
	return pty;
}

/* Goes to that view, and waits until it is shown. */
static void
go(struct pty *pty, const char *key, const char *bar)
{
	pty_type(pty, key);
	pty_expect_has(pty, bar);
}

static void
finds_its_own(struct pty *pty)
{
	pty_type(pty, "to ops\r");
	go(pty, ALT "1", "[1:#dev]");
	pty_type(pty, "to dev\r/query ali\r");
	pty_expect_has(pty, "[3:ali]");
	pty_type(pty, "to ali\r");
	pty_expect_style(pty, "javad: to ali", "dim");
	fake_expect(&fake, "tell ali to ali");
	fake_happens(&fake, 0, "tell @ ali javad unasked");
	fake_happens(&fake, 0, "msg @ dev ali hello");
	fake_happens(&fake, 0, "msg @ ops javad to ops");
	fake_happens(&fake, 0, "msg @ dev javad to dev");
	pty_expect_screen(pty,
	    " ali\n"
	    "...\n"
	    "[12:##] ali: unasked\n"
	    "        javad: to ali\n"
	    "...\n"
	    "[ali]");
	fake_say(&fake, "ok whois ali\n");
	fake_happens(&fake, 0, "tell @ javad ali to ali");
	pty_expect_screen(pty,
	    " ali\n"
	    "...\n"
	    "[12:##] ali: unasked\n"
	    "[12:##] javad: to ali\n"
	    "...\n"
	    "[ali]");
	go(pty, ALT "1", "[1:#dev]");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[12:##] -- in #dev: ali javad\n"
	    "--- 1 new\n"
	    "[12:##] ali: hello\n"
	    "[12:##] javad: to dev\n"
	    "...\n"
	    "[#dev]");
	go(pty, ALT "2", "[2:#ops]");
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "[12:##] -- in #ops: ali javad\n"
	    "[12:##] javad: to ops\n"
	    "...\n"
	    "[#ops]");
	PASS("each echo finds its line");
}

static void
is_told_elsewhere(struct pty *pty)
{
	go(pty, ALT "1", "[1:#dev]");
	pty_type(pty, "/msg ali one\r/msg sara two\r/msg #ops three\r");
	fake_expect(&fake, "send ops three");
	pty_expect_not(pty, "one");
	fake_happens(&fake, 0, "tell @ javad ali one");
	fake_say(&fake, "err tell no-such-name no client has that name\n");
	fake_happens(&fake, 0, "msg @ ops javad three");
	pty_expect_screen(pty,
	    "...\n"
	    "[12:##] javad: to dev\n"
	    "[12:##] -- sent to ali (Alt-3)\n"
	    "[12:##] !! not sent: no one here is called sara\n"
	    "[12:##] -- sent to #ops (Alt-2)\n"
	    "...\n"
	    "[#dev]");
	go(pty, ALT "3", "[3:ali]");
	pty_expect_has(pty, "[12:##] javad: one");
	PASS("what was said from elsewhere is told where it was said");
	go(pty, ALT "0", "[0:all]");
	pty_type(pty, "/msg ali four\r");
	fake_expect(&fake, "tell ali four");
	fake_happens(&fake, 0, "tell @ javad ali four");
	pty_expect_screen(pty,
	    "...\n"
	    "[12:##] [#ops] javad: three\n"
	    "[12:##] you -> ali: four\n"
	    "...\n"
	    "[all]");
	PASS("the view of all has the line itself");
}

/*
 * A line typed on the way to another view goes to the view where it was typed.
 */
static void
goes_where_typed(struct pty *pty)
{
	go(pty, ALT "1", "[1:#dev]");
	pty_type(pty, "/query ali five\r");
	fake_expect(&fake, "tell ali five");
	fake_happens(&fake, 0, "tell @ javad ali five");
	pty_expect_screen(pty,
	    " ali\n"
	    "...\n"
	    "[12:##] javad: four\n"
	    "[12:##] javad: five\n"
	    "...\n"
	    "[ali]");
	PASS("/query says its text where it goes");
	pty_type(pty,
	    ALT "1"
		"in dev\r\033"
		"2"
		"in ops\r\033"
		"3"
		"and ali\r");
	fake_expect(&fake, "send dev in dev");
	fake_expect(&fake, "send ops in ops");
	fake_expect(&fake, "tell ali and ali");
	PASS("what is typed goes where it was typed");
}

static void
is_closed(struct pty *pty)
{
	go(pty, ALT "3", "[3:ali]");
	pty_type(pty, "/close\r");
	pty_expect_has(pty, "[2:#ops]");
	fake_happens(&fake, 0, "msg @ dev javad in dev");
	fake_happens(&fake, 0, "msg @ ops javad in ops");
	pty_expect_has(pty, "javad: in ops");
	go(pty, ALT "0", "[0:all]");
	fake_happens(&fake, 0, "tell @ javad ali and ali");
	pty_expect_has(pty, "you -> ali: and ali");
	go(pty, ALT "3", "[3:ali]");
	pty_expect_screen(pty,
	    " ali\n"
	    "...\n"
	    "[12:##] javad: and ali\n"
	    "...\n"
	    "[ali]");
	PASS("an echo whose view was closed opens it again");
}

int
main(void)
{
	pty_paced(true);
	pty_noon();
	struct pty *pty = begin();
	finds_its_own(pty);
	is_told_elsewhere(pty);
	goes_where_typed(pty);
	is_closed(pty);
	faked_leave(&fake, pty);
	return tap_done();
}
