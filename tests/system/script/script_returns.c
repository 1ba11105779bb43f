/*
 * forkcast listen -R reconnects when the connection is lost, under the same
 * name and to the same groups, as often as necessary.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define MESSAGE(id, text) "msg 170000000000000" #id " 1 ali " text "\n"
#define JOINED "join 1700000000000000 1 javad\n"

static void
expect_again(struct shell *shell, const char *why)
{
	char pattern[256];

	(void)snprintf(pattern, sizeof(pattern),
	    "forkcast listen: %s; trying again in * s", why);
	shell_expect_complaint(shell, pattern);
	PASS("%s", why);
}

static void
listens_again(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start(fake.address, "exec forkcast listen -R -n javad 1");
	fake_welcome(&fake, "javad");
	fake_say(&fake, MESSAGE(1, "one"));
	fake_say(&fake, "msg 1700000000000002 1 ali of whi");
	fake_close(&fake);
	expect_again(shell, "connection lost: closed by the server");
	fake_welcome(&fake, "javad");
	shell_expect_complaint(shell, "forkcast listen: reconnected");
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, MESSAGE(3, "two") "ok mode 1 nt 1 - 0 -\n");
	shell_expect_complaint(shell,
	    "forkcast listen: messages in 1 may be missing: it is not "
	    "recorded");
	shell_expect(shell, "[1] ali: two");
	fake_say(
	    &fake, "bye restart the server is restarting; connect again\n");
	fake_close(&fake);
	expect_again(shell,
	    "disconnected by the server: the server is restarting; "
	    "connect again");
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join 1");
	fake_say(&fake, "err join slow-down that is too much at once\n");
	expect_again(shell, "cannot join 1 yet");
	fake_expect(&fake, "join 1");
	fake_say(&fake, JOINED "bye kicked you are not wanted here\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 76, "who was thrown out stays away");
	TAP_STR(str_from(shell_said(shell)),
	    STR("[1] ali: one\n[1] ali: two\n"),
	    "nothing is written but what was said");
	fake_stop(&fake);
}

/*
 * Commands refused because of the old connection, or for now, are sent again.
 */
static void
asks_again(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start(fake.address, "exec forkcast listen -R -n javad 1 2");
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "join 2");
	fake_reset(&fake);
	fake_expect(&fake, "name javad");
	fake_say(&fake, "err name name-taken name already in use\n");
	expect_again(shell, "the name javad is still taken");
	fake_expect(&fake, "name javad");
	fake_say(&fake, "bye idle no reply to ping\n");
	fake_close(&fake);
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join 1");
	fake_say(&fake, JOINED);
	fake_expect(&fake, "join 2");
	fake_say(&fake, "err join too-many there are too many groups\n");
	TAP_NUM(shell_status(shell), 77, "what stays refused is the end");
	shell_expect_complaint(
	    shell, "forkcast listen: cannot join 2: there are too many groups");
	fake_stop(&fake);
}

/* A signal is heeded while nobody is there, and the first call must succeed. */
static void
is_ended(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start(fake.address, "exec forkcast listen -R -n javad 1");
	fake_welcome(&fake, "javad");
	fake_stop(&fake);
	shell_expect_complaint(shell, "forkcast listen: cannot connect to ...");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	fake_hold(&fake);
	shell = shell_start(fake.address, "exec forkcast listen -R 1");
	TAP_NUM(shell_status(shell), 69, "a server that was never there: 69");
	fake_stop(&fake);
}

int
main(void)
{
	listens_again();
	asks_again();
	is_ended();
	return tap_done();
}
