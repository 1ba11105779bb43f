/*
 * forkcast lock beside a server that answers late, or otherwise than a lock
 * would like: it runs its command if and only if it holds the key, and says
 * that all went well only if it has held it to the end.
 */
#include <stdio.h>

#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define ASKS "exec forkcast lock -n me -w 0 1 l "
#define SAYS_IN ASKS "echo in"
#define WAITS_INSIDE "mkfifo go; " ASKS "sh -c 'echo in; exec cat go'"
#define PLACE(place) "ok hold 1 l " place "\n"
#define HELD "held 1700000000000001 1 l\n"

static struct fake fake;

/* Starts the script; returns when the lock has asked for the key. */
static struct shell *
start(const char *script)
{
	char line[64];
	struct shell *shell;

	fake_start(&fake);
	shell = shell_start_paced(fake.address, script);
	fake_welcome(&fake, "me");
	(void)snprintf(
	    line, sizeof(line), "hold 1 l 1 %ld", (long)shell->pid); /* fits */
	fake_expect_next(&fake, line);
	return shell;
}

/* Says the line, and returns when the client has taken it. */
static void
say(const char *line)
{
	fake_say(&fake, line);
	fake_say(&fake, "ping\n");
	fake_expect_next(&fake, "ping");
	fake_say(&fake, "ok ping\n");
}

static void
ends(struct shell *shell, int status, const char *said, const char *why)
{
	TAP_NUM(shell_status(shell), status, "%s", why);
	TAP_STR(str_from(shell_said(shell)), str_from(said), "%s", why);
	fake_stop(&fake);
}

static void
quits(void)
{
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
}

/* A turn of another key, or of a key in another table, is not its own. */
static void
takes_no_other_turn(void)
{
	struct shell *shell = start(SAYS_IN);

	fake_say(&fake,
	    "held 1700000000000001 1 m\n"
	    "held 1700000000000001 2 l\n" PLACE("1"));
	fake_expect_next(&fake, "free 1 l");
	fake_say(&fake, "ok free 1 l\n");
	quits();
	ends(shell, 75, "", "it takes no turn but its own");
}

/* The turn may be told again, while the command runs or after its end. */
static void
takes_one_turn(void)
{
	struct shell *shell = start(WAITS_INSIDE);

	fake_say(&fake, HELD PLACE("1"));
	shell_expect(shell, "in");
	say(HELD);
	shell_run(": >go", 0, "", "");
	fake_expect_next(&fake, "free 1 l");
	fake_say(&fake, HELD "ok free 1 l\n");
	quits();
	ends(shell, 0, "in\n", "it has one turn");
	TAP_STR(str_from(shell_complained(shell)), STR(""), "and no other");
}

/* With -z there is no command, whatever the server says. */
static void
runs_nothing(void)
{
	struct shell *shell;

	fake_start(&fake);
	shell = shell_start(fake.address, "exec forkcast lock -n me -z 1 l");
	fake_welcome(&fake, "me");
	fake_expect_next(&fake, "hear l");
	fake_expect_next(&fake, "get 1 l");
	fake_say(&fake, "ok hear l\n" HELD "ok get 1 0\n");
	quits();
	ends(shell, 0, "", "a lock that holds nothing has no turn");
}

/* Lets the time of -w pass, at the end of which it is not silent any more. */
static void
waits(const struct shell *shell)
{
	shell_pace(shell, 19 * SEC);
	shell_pace(shell, 999 * MSEC);
	fake_expect_nothing(&fake);
	shell_pace(shell, MSEC);
}

#define STILL_HELD "forkcast lock: l: still held after 20 s\n"

static void
gives_up(void)
{
	struct shell *shell =
	    start("exec forkcast lock -n me -w 20 1 l echo in");

	say(PLACE("1"));
	waits(shell);
	fake_expect_next(&fake, "free 1 l");
	fake_say(&fake, "ok free 1 l\n");
	quits();
	ends(shell, 75, "", "its turn has not come");
	TAP_STR(str_from(shell_complained(shell)), STR(STILL_HELD), "in time");

	fake_start(&fake);
	shell = shell_start_paced(
	    fake.address, "exec forkcast lock -n me -w 20 -z 1 l");
	fake_welcome(&fake, "me");
	fake_expect_next(&fake, "hear l");
	fake_expect_next(&fake, "get 1 l");
	fake_say(&fake, "ok hear l\nrow 1 l 9 you 7\n");
	say("ok get 1 1\n");
	waits(shell);
	quits();
	ends(shell, 75, "", "somebody holds it all the time");
	TAP_STR(str_from(shell_complained(shell)), STR(STILL_HELD), "of -w");
}

int
main(void)
{
	struct shell *shell = start(SAYS_IN);

	say(PLACE("0"));
	fake_say(&fake, HELD);
	fake_expect_next(&fake, "free 1 l");
	fake_say(&fake, "ok free 1 l\n");
	quits();
	ends(shell, 0, "in\n", "its turn is told later than its place");

	shell = start(SAYS_IN);
	fake_say(&fake, PLACE("1"));
	fake_expect_next(&fake, "free 1 l");
	fake_say(&fake, HELD "ok free 1 l\n");
	quits();
	ends(shell, 75, "", "its turn comes when it has given up");

	shell = start(SAYS_IN);
	fake_say(&fake, PLACE("0") HELD);
	fake_expect_next(&fake, "free 1 l");
	fake_say(&fake, "err free not-holder you do not hold that key\n");
	quits();
	ends(shell, 69, "in\n", "the hold had ended before");

	shell = start(SAYS_IN);
	fake_say(&fake, PLACE("0") HELD);
	fake_expect_next(&fake, "free 1 l");
	fake_close(&fake);
	ends(shell, 69, "in\n", "nobody knows whether it had");

	shell = start(SAYS_IN);
	fake_say(&fake, "err hold too-many too many\n");
	quits();
	ends(shell, 77, "", "it is refused");

	takes_no_other_turn();
	takes_one_turn();
	runs_nothing();
	gives_up();
	return tap_done();
}
