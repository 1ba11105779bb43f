/*
 * The client ignores groups that it has not asked for, whatever the server
 * sends.
 */
#include <signal.h>

#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define MADE_UP                              \
	"join 1700000000000001 evil javad\n" \
	"msg 1700000000000002 evil ali psst\n"
#define HONEST "msg 1700000000000003 1 ali hello\n"

static void
leave(struct fake *fake)
{
	fake_expect(fake, "quit");
	fake_say(fake, "bye quit goodbye\n");
	fake_close(fake);
}

static void
listens(const char *script, const char *said)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, script);
	fake_welcome(&fake, "javad");
	fake_say(&fake, MADE_UP HONEST);
	leave(&fake);
	TAP_NUM(shell_status(shell), 0, "%s", script);
	TAP_STR(str_from(shell_said(shell)), str_from(said),
	    "what it hears is of its group");
	fake_stop(&fake);
}

/* Another group than that which was asked for is no answer. */
static void
is_no_answer(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start_paced(
	    fake.address, "exec forkcast send -t 60 -n javad 1 hello");
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join 1");
	fake_say(&fake, MADE_UP "ping\n");
	fake_expect_next(&fake, "ping");
	shell_pace(shell, 60 * SEC);
	TAP_NUM(shell_status(shell), 75, "another group is no answer");
	fake_stop(&fake);
}

static void
makes_no_place(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start(fake.address, "exec forkcast fifo -n javad chat 1");
	fake_welcome(&fake, "javad");
	fake_say(&fake, MADE_UP HONEST);
	MUST(shell_status(shell_start(fake.address,
		 "until grep -q hello chat/1/out; do sleep 0.05 || sleep 1; "
		 "done; test ! -e chat/evil && echo /join tea >chat/in")) == 0,
	    "there is a place for it");
	PASS("there is no place for it");
	fake_expect(&fake, "join tea");
	fake_say(&fake, "join 1700000000000001 tea javad\n");
	MUST(shell_status(shell_start(fake.address,
		 "until test -p chat/tea/in; do sleep 0.05 || sleep 1; "
		 "done")) == 0,
	    "there is no place");
	PASS("but for those that it is told to join");
	shell_signal(shell, SIGTERM);
	leave(&fake);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "it ends");
	fake_stop(&fake);
}

int
main(void)
{
	listens("exec forkcast listen -n javad -c 1 1", "[1] ali: hello\n");
	listens("exec forkcast listen -n javad -c 1 -x cat 1", "hello\n");
	listens("exec forkcast listen -e -f ali -n javad -c 1 1",
	    "[1] ali: hello\n");
	is_no_answer();
	makes_no_place();
	return tap_done();
}
