/*
 * send and fifo send a line again that the server refuses with slow-down: each
 * line in order, one at a time, and before any new one.
 */
#include <signal.h>

#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define SLOW "err send slow-down too much at once; try again later\n"
#define SAID(text) "msg 1700000000000001 1 javad " text "\n"

/* A script that must end well. */
static void
run(const char *script)
{
	struct shell *shell = shell_start("1", script);

	MUST(shell_status(shell) == 0, "%s: %s", script,
	    shell_complained(shell));
}

static void
sends_again(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address,
	    "mkfifo f; (exec forkcast send -n javad 1 <f) & exec 3>f; "
	    "printf 'a\\nb\\nc\\n' >&3; until test -e more; do sleep 0.05 || "
	    "sleep 1; done; printf 'd\\ne\\n' >&3; exec 3>&-; wait $!");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "send 1 a");
	fake_expect_next(&fake, "send 1 b");
	fake_expect_next(&fake, "send 1 c");
	fake_say(&fake, SAID("a") SLOW SLOW);
	run(": >more");
	fake_expect_next(&fake, "send 1 b");
	fake_say(&fake, SLOW);
	fake_expect_next(&fake, "send 1 b");
	fake_say(&fake, SAID("b"));
	fake_expect_next(&fake, "send 1 c");
	PASS("refused lines are said again, one at a time");
	fake_say(&fake, SAID("c"));
	fake_expect_next(&fake, "send 1 d");
	fake_expect_next(&fake, "send 1 e");
	PASS("and new ones behind them");
	fake_say(&fake, SAID("d") SAID("e"));
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 0, "all went well in the end");
	TAP_STR(str_from(shell_complained(shell)), STR(""), "without a word");
	fake_stop(&fake);
}

/* Another refusal is for good, and does not stand in the way. */
static void
refuses_one(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(
	    fake.address, "printf 'a\\nb\\nc\\n' | forkcast send -n javad 1");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "send 1 a");
	fake_expect_next(&fake, "send 1 b");
	fake_expect_next(&fake, "send 1 c");
	fake_say(&fake, SLOW "err send bad-text no\n" SLOW);
	fake_expect_next(&fake, "send 1 a");
	fake_say(&fake, SAID("a"));
	fake_expect_next(&fake, "send 1 c");
	fake_say(&fake, SAID("c"));
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 77, "one line was refused for good");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast send: line 2 refused: no\n"), "and it says which");
	fake_stop(&fake);
}

static void
gives_up(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start_paced(fake.address,
	    "printf 'a\\nb\\n' >two; "
	    "exec forkcast send -t 60 -n javad 1 <two");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "send 1 a");
	fake_expect_next(&fake, "send 1 b");
	fake_say(&fake, SLOW SLOW);
	shell_pace(shell, 998 * MSEC);
	shell_pace(shell, MSEC);
	fake_expect_nothing(&fake);
	PASS("it does not say them again at once");
	shell_pace(shell, MSEC);
	for (int i = 0; i < 2; i++) {
		fake_expect_next(&fake, "send 1 a");
		fake_say(&fake, SLOW);
		shell_pace(shell, 29 * SEC);
	}
	fake_expect_next(&fake, "send 1 a");
	fake_say(&fake, SLOW);
	shell_pace(shell, SEC);
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 75, "not for ever: the time of -t");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast send: group 1 has accepted no line for 60 s\n"
		"forkcast send: 2 lines refused with slow-down\n"),
	    "and what was not said is counted");
	fake_stop(&fake);
}

static struct shell *
start_fifo(struct fake *fake, const char *script)
{
	fake_start(fake);
	struct shell *shell = shell_start_paced(fake->address, script);
	fake_welcome(fake, "javad");
	fake_expect(fake, "join 2");
	fake_say(fake, "join 1700000000000000 2 javad\n");
	run("until test -p chat/2/in; do sleep 0.05 || sleep 1; done");
	return shell;
}

static void
fifo_says_again(void)
{
	struct fake fake;
	struct shell *shell =
	    start_fifo(&fake, "exec forkcast fifo -n javad chat 1 2");

	run("printf 'a\\nb\\n' >chat/1/in");
	fake_expect_next(&fake, "send 1 a");
	fake_say(&fake, SLOW);
	run("printf 'c\\n' >chat/1/in & "
	    "printf 'send 1 d\\nquit\\n' >chat/in; wait");
	shell_pace(shell, SEC);
	fake_expect_next(&fake, "send 1 a");
	fake_say(&fake, SAID("a"));
	fake_expect_next(&fake, "send 1 b");
	fake_say(&fake, SAID("b"));
	fake_expect_next(&fake, "send 1 c");
	fake_say(&fake, SAID("c"));
	fake_expect_next(&fake, "send 1 d");
	fake_say(&fake, SAID("d"));
	fake_expect_next(&fake, "quit");
	PASS("refused lines go before new ones, and before quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 0, "quit ends it");
	run("! grep -q slow-down chat/out");
	PASS("nobody need see it");
	fake_stop(&fake);
}

int
main(void)
{
	sends_again();
	refuses_one();
	gives_up();
	fifo_says_again();
	return tap_done();
}
