/*
 * forkcast put looks whether the table goes with it, once the change has been
 * made: whatever the server says to that, or if it says nothing any more, the
 * change is a success. And get -w hears of a change before it looks.
 */
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define ID "1700000000000001"
#define LEFT "leave 1700000000000002 1 javad\n"

static struct fake fake;

/* Up to the ok of the change, and the question that comes after it. */
static struct shell *
put(void)
{
	struct shell *shell;

	fake_start(&fake);
	shell = shell_start(
	    fake.address, "exec forkcast put -n javad 1 colour red");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "put 1 colour red");
	fake_say(&fake, "ok put 1 colour " ID "\n");
	fake_expect_next(&fake, "mode 1");
	return shell;
}

static void
end(struct shell *shell, const char *complaint, const char *what)
{
	TAP_NUM(shell_status(shell), 0, "%s", what);
	TAP_STR(str_from(shell_said(shell)), STR(ID "\n"), "the ID");
	TAP_OK(shell_matches(complaint, shell_complained(shell)), "and \"%s\"",
	    complaint);
	fake_stop(&fake);
}

static void
quit(void)
{
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
}

static void
stays(const char *modes, const char *what)
{
	struct shell *shell = put();

	fake_say(&fake, modes);
	quit();
	end(shell, "", what);
}

static void
looks(
    const char *left, const char *look, const char *complaint, const char *what)
{
	struct shell *shell = put();

	fake_say(&fake, "ok mode 1 nt 1700000000000000 - 0 -\n");
	fake_expect_next(&fake, "leave 1");
	fake_say(&fake, left);
	fake_expect_next(&fake, "get 1 colour");
	fake_say(&fake, look);
	quit();
	end(shell, complaint, what);
}

static void
is_lost(void)
{
	struct shell *shell = put();

	fake_close(&fake);
	end(shell, "forkcast put: ...\n",
	    "a server that has gone does not undo the change");
}

/* A change before the look is in what it sees, and ends the wait only once. */
static void
hears_first(void)
{
	struct shell *shell;

	fake_start(&fake);
	shell = shell_start(
	    fake.address, "exec forkcast get -n javad -w -e go 1 turn");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "hear turn");
	fake_expect_next(&fake, "get 1 turn");
	fake_say(&fake,
	    "ok hear\nset 1700000000000001 1 turn ali go\n"
	    "set 1700000000000002 1 turn ali wait\n"
	    "row 1 turn 1700000000000002 ali wait\nok get 1 1\n"
	    "set 1700000000000003 1 other ali go\n"
	    "set 1700000000000004 2 turn ali go\n"
	    "set 1700000000000005 1 turn ali stay\n"
	    "set 1700000000000006 1 turn bob go\n");
	quit();
	TAP_NUM(shell_status(shell), 0, "it hears before it looks");
	TAP_STR(str_from(shell_said(shell)), STR("go\n"), "and ends once");
	fake_stop(&fake);
}

int
main(void)
{
	stays("ok mode 1 s 1700000000000000 - 0 -\n", "a secret group");
	stays("ok mode 1 ni 1700000000000000 - 0 -\n", "an invite-only one");
	stays("ok mode 1 k 1700000000000000 - 0 sesame\n", "one with a key");
	stays("err mode bad-command unknown command\n", "an older server");
	looks(LEFT,
	    "row 1 colour " ID " javad red\n"
	    "ok get 1 1\n",
	    "", "a table that stays");
	looks(LEFT, "err get not-member not a member\n",
	    "forkcast put: value not kept: 1 had no other member\n",
	    "a table that has gone");
	looks("err leave not-member not a member\n", "ok get 1 0\n", "",
	    "who was removed meanwhile");
	is_lost();
	hears_first();
	return tap_done();
}
