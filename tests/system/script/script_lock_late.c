/*
 * forkcast lock beside a server that answers late, or otherwise than a lock
 * would like: it runs its command if and only if it holds the key, and says
 * that all went well only if it has held it to the end.
 */
#include <stdio.h>

#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define ASKS "exec forkcast lock -n me -w 0 1 l echo in"
#define PLACE(place) "ok hold 1 l " place "\n"
#define HELD "held 1700000000000001 1 l\n"

static struct fake fake;

/* The lock has asked for the key. */
static struct shell *
start(void)
{
	char line[64];
	struct shell *shell;

	fake_start(&fake);
	shell = shell_start(fake.address, ASKS);
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

int
main(void)
{
	struct shell *shell = start();

	say(PLACE("0"));
	fake_say(&fake, HELD);
	fake_expect_next(&fake, "free 1 l");
	fake_say(&fake, "ok free 1 l\n");
	quits();
	ends(shell, 0, "in\n", "its turn is told later than its place");

	shell = start();
	fake_say(&fake, PLACE("1"));
	fake_expect_next(&fake, "free 1 l");
	say(HELD);
	fake_say(&fake, "ok free 1 l\n");
	quits();
	ends(shell, 75, "", "its turn comes when it has given up");

	shell = start();
	fake_say(&fake, PLACE("0") HELD);
	fake_expect_next(&fake, "free 1 l");
	fake_say(&fake, "err free not-holder you do not hold that key\n");
	quits();
	ends(shell, 69, "in\n", "the hold had ended before");

	shell = start();
	fake_say(&fake, PLACE("0") HELD);
	fake_expect_next(&fake, "free 1 l");
	fake_close(&fake);
	ends(shell, 69, "in\n", "nobody knows whether it had");

	shell = start();
	fake_say(&fake, "err hold too-many too many\n");
	quits();
	ends(shell, 77, "", "it is refused");
	return tap_done();
}
