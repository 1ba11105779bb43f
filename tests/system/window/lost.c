/*
 * A window that loses the connection says so in every view, marks what may not
 * have arrived, lets its user read and type, and reconnects to the same views,
 * with the typed line.
 */
#include "tests/lib/faked.h"

#define ALT "\033"

static struct fake fake;

static void
welcome(struct pty *pty)
{
	faked_admit(&fake, "dev", "ops");
	(void)pty;
}

static struct pty *
begin(void)
{
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 80, "-n", "javad", "dev", "ops");
	welcome(pty);
	pty_expect_row(pty, 23, "[#dev]");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- in #ops: ali javad");
	pty_type(pty, ALT "1");
	pty_expect_has(pty, "[1:#dev] 2 members");
	return pty;
}

static void
is_lost(struct pty *pty)
{
	pty_type(pty, "sure\rlost\r/msg sara hi\rhalf a line");
	fake_expect(&fake, "tell sara hi");
	fake_happens(&fake, 0, "msg @ dev javad sure");
	pty_expect_style(pty, "sure", "none");
	fake_happens(&fake, 0, "join @ dev bob");
	fake_happens(&fake, 0, "join @ dev eve");
	fake_close(&fake);
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[12:##] -- in #dev: ali javad\n"
	    "[12:##] javad: sure\n"
	    "[12:##] -- bob has joined #dev\n"
	    "[12:##] -- eve has joined #dev\n"
	    "[12:##] -- connection lost: closed by the server\n"
	    "[12:##] !! javad: lost (may not have arrived)\n"
	    "[12:##] !! may not have arrived: a message to sara (Alt-3)\n"
	    "...\n"
	    "[#dev] half a line");
	pty_expect_has(pty, "-- trying again in ");
	pty_expect_has(pty, "not connected");
	PASS("what is lost is said, in order, and what is typed stays");
	pty_type(pty, ALT "2");
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "[12:##] -- in #ops: ali javad\n"
	    "[12:##] -- connection lost: closed by the server\n"
	    "...\n"
	    "[#ops] half a line");
	pty_type(pty, ALT "3");
	pty_expect_screen(pty,
	    " sara\n"
	    "...\n"
	    "[12:##] -- connection lost: closed by the server\n"
	    "[12:##] !! javad: hi (may not have arrived)\n"
	    "...\n"
	    "[sara] half a line");
	PASS("every view says so");
}

static void
is_back(struct pty *pty)
{
	pty_type(pty, ALT "1");
	pty_expect_has(pty, "[1:#dev]");
	pty_pace(pty, SEC);
	welcome(pty);
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[12:##] !! may not have arrived: a message to sara (Alt-3)\n"
	    "...\n"
	    "[12:##] -- reconnected\n"
	    "...\n"
	    "[#dev] half a line");
	pty_expect_has(pty, "[1:#dev] 2 members");
	pty_expect_not(pty, "not connected");
	pty_type(pty, ALT "2");
	pty_expect_has(pty, "[2:#ops] 2 members");
	pty_expect_has(pty, "-- reconnected");
	pty_type(pty, ", whole\r");
	fake_expect(&fake, "send ops half a line, whole");
	PASS("one is where one was");
}

/*
 * The lines left on the terminal tell what became of one's messages, and why.
 */
static void
is_thrown_out(void)
{
	struct pty *pty = begin();

	pty_type(pty, "sure\rlost\r");
	fake_expect(&fake, "send dev lost");
	fake_happens(&fake, 0, "msg @ dev javad sure");
	fake_say(&fake, "bye kicked you are not wanted here\n");
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	pty_expect_left_well(pty);
	pty_expect_screen(pty,
	    "[12:##] -- javad has joined #dev\n"
	    "[12:##] -- in #dev: ali javad\n"
	    "[12:##] javad: sure\n"
	    "[12:##] !! javad: lost (may not have arrived)\n"
	    "forkcast: disconnected by the server: you are not wanted here");
	PASS("who is thrown out sees what became of his lines");
	fake_stop(&fake);
}

int
main(void)
{
	pty_paced(true);
	pty_noon();
	struct pty *pty = begin();
	is_lost(pty);
	is_back(pty);
	faked_leave(&fake, pty);
	is_thrown_out();
	return tap_done();
}
