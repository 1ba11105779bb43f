/*
 * A message that comes together with the reply to the name is not lost, nor one
 * that comes together with the join.
 */
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static void
expect_message(struct fake *fake, struct shell *shell, const char *text)
{
	fake_expect(fake, "quit");
	fake_say(fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 0, "it ends after the message");
	TAP_STR(str_from(shell_said(shell)), str_from(text), "and prints it");
	fake_stop(fake);
}

int
main(void)
{
	struct fake fake;
	struct shell *shell;

	fake_start(&fake);
	shell =
	    shell_start(fake.address, "exec forkcast listen -n sara -c 1 @");
	fake_expect_next(&fake, "want full");
	fake_expect_next(&fake, "name sara");
	fake_say(&fake,
	    "ok want full\nok name sara\n"
	    "tell 17 ali!u@h!*!- sara hello\n");
	expect_message(&fake, shell, "ali -> sara: hello\n");
	fake_start(&fake);
	shell =
	    shell_start(fake.address, "exec forkcast listen -n sara -c 1 1");
	fake_expect_next(&fake, "want full");
	fake_expect_next(&fake, "name sara");
	fake_say(&fake, "ok want full\nok name sara\n");
	fake_expect_next(&fake, "join 1");
	fake_say(
	    &fake, "join 17 1 sara!u@h!*!- sara\nmsg 18 1 ali!u@h!*!- salam\n");
	expect_message(&fake, shell, "[1] ali: salam\n");
	return tap_done();
}
