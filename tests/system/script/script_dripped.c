/*
 * The time of -t is for the answer: nothing else that the server sends, whole
 * lines or endless bytes, extends it.
 */
#include "shared/clock.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static const struct {
	const char *script;
	const char *named; /* what answers its name, or null */
	const char *joined; /* what answers its join, or null */
	const char *asked; /* the next question, or null */
	const char *drip; /* what is said instead of the next answer */
	const char *pong; /* what the client says to that, or null */
} cases[] = {
	{ "exec forkcast ping -c 1 -t 60 -n me", .drip = "x" },
	{ "exec forkcast names -t 60 -n me 1",
	    .drip = "msg 1700000000000001 1 ali hello\n" },
	{ "exec forkcast listen -t 60 -n me 1", "ok name me\n",
	    .asked = "join 1", .drip = "x" },
	{ "exec forkcast names -t 60 -n me 1", "ok name me\n",
	    .asked = "names 1", .drip = "names 1 ali\n" },
	{ "exec forkcast ping -t 60 -n me", "ok name me\n", .asked = "ping 1",
	    .drip = "ping\n", .pong = "ping" },
	{ "exec forkcast send -t 60 -n me 1 hello", "ok name me\n",
	    "join 1700000000000000 1 me\n", .asked = "send 1 hello",
	    .drip = "msg 1700000000000001 1 ali hello\n" },
};

static void
is_dripped(size_t i)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start_paced(fake.address, cases[i].script);
	fake_expect(&fake, "name me");
	if (cases[i].named != NULL)
		fake_say(&fake, cases[i].named);
	if (cases[i].joined != NULL) {
		fake_expect(&fake, "join 1");
		fake_say(&fake, cases[i].joined);
	}
	if (cases[i].asked != NULL)
		fake_expect_next(&fake, cases[i].asked);
	for (int k = 0; k < 6; k++) {
		fake_say(&fake, cases[i].drip);
		if (cases[i].pong != NULL)
			fake_expect_next(&fake, cases[i].pong);
		shell_pace(shell, 9 * SEC);
		shell_pace(shell, 999 * MSEC);
		fake_expect_nothing(&fake);
		shell_pace(shell, MSEC);
	}
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 75, "%s: a drip is no answer",
	    cases[i].script);
	shell_expect_complaint(
	    shell, "forkcast *: no reply from the server for 60 s");
	PASS("and it says so");
	fake_stop(&fake);
}

/* Each answer has its time, and many that come one after another have more. */
static void
is_slow(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start_paced(fake.address,
	    "printf 'a\\na\\na\\na\\n' >four; "
	    "exec forkcast send -t 60 -n me 1 <four");
	fake_expect(&fake, "name me");
	fake_say(&fake, "ok name me\n");
	fake_expect(&fake, "join 1");
	fake_say(&fake, "join 1700000000000000 1 me\n");
	for (int i = 0; i < 4; i++)
		fake_expect_next(&fake, "send 1 a");
	for (int i = 0; i < 4; i++) {
		shell_pace(shell, 59 * SEC);
		fake_say(&fake, "msg 1700000000000001 1 me a\nping\n");
		fake_expect_next(&fake, "ping");
	}
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 0, "a slow server is waited for");
	fake_stop(&fake);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		is_dripped(i);
	is_slow();
	return tap_done();
}
