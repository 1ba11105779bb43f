/*
 * The time of -t is for the answer: nothing else that the server sends, whole
 * lines or endless bytes, extends it.
 */
#include <stdio.h>
#include <sys/socket.h>

#include "shared/clock.h"
#include "tests/lib/deadline.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static const struct {
	const char *script;
	const char *named; /* what answers its name, or null */
	const char *joined; /* what answers the next line, or null */
	const char *drip; /* what is said instead of the next answer */
} cases[] = {
	{ "exec forkcast ping -c 1 -t 1 -n me", NULL, NULL, "x" },
	{ "exec forkcast names -t 1 -n me 1", NULL, NULL,
	    "msg 1700000000000001 1 ali hello\n" },
	{ "exec forkcast listen -t 1 -n me 1", "ok name me\n", NULL, "x" },
	{ "exec forkcast names -t 1 -n me 1", "ok name me\n", NULL,
	    "names 1 ali\n" },
	{ "exec forkcast ping -t 1 -n me", "ok name me\n", NULL, "ping\n" },
	{ "exec forkcast send -t 1 -n me 1 hello", "ok name me\n",
	    "join 1700000000000000 1 me\n",
	    "msg 1700000000000001 1 ali hello\n" },
};

/* Says that ten times a second; true when the client has hung up. */
static bool
is_no_answer(const struct fake *fake, const char *text)
{
	const usec end = deadline();

	while (send(fake->fd, text, strlen(text), MSG_NOSIGNAL) > 0) {
		if (deadline_passed(end))
			return false;
		pass_time(SEC / 10);
	}
	return true;
}

static void
is_dripped(size_t i)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, cases[i].script);
	fake_expect(&fake, "name me");
	if (cases[i].named != NULL)
		fake_say(&fake, cases[i].named);
	if (cases[i].joined != NULL) {
		fake_expect(&fake, "join 1");
		fake_say(&fake, cases[i].joined);
	}
	TAP_OK(is_no_answer(&fake, cases[i].drip), "%s: a drip is no answer",
	    cases[i].script);
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 75, "so that it ends with 75");
	shell_expect_complaint(
	    shell, "forkcast *: no reply from the server for 1 s");
	PASS("and says why");
	fake_stop(&fake);
}

/*
 * Answers in this time, in four parts; false if one of them has come so late
 * that the client need not have waited for it.
 */
static bool
answers_within(struct fake *fake, usec time)
{
	usec last = clock_mono();
	bool any_late = false;

	fake_say(fake, "join 1700000000000000 1 me\n");
	for (int i = 0; i < 4; i++) {
		const usec before = last;
		pass_time(time / 3);
		last = clock_mono();
		fake_say(fake, "msg 1700000000000001 1 me a\n");
		any_late = any_late || clock_mono() - before >= time;
	}
	return !any_late;
}

/*
 * Each answer has its time, and many that come one after another have more. A
 * machine that has no time for that has more of it the next time.
 */
static bool
is_slow(unsigned seconds)
{
	struct fake fake;
	char script[128];
	bool in_time;

	fake_start(&fake);
	(void)snprintf(script, sizeof(script),
	    "printf 'a\\na\\na\\na\\n' | forkcast send -t %u -n me 1",
	    seconds); /* fits */
	struct shell *shell = shell_start(fake.address, script);
	fake_expect(&fake, "name me");
	fake_say(&fake, "ok name me\n");
	fake_expect(&fake, "join 1");
	in_time = answers_within(&fake, seconds * SEC);
	if (in_time) {
		fake_expect(&fake, "quit");
		fake_say(&fake, "bye quit goodbye\n");
		TAP_NUM(shell_status(shell), 0, "a slow server is waited for");
	}
	fake_stop(&fake);
	return in_time;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		is_dripped(i);
	for (unsigned seconds = 3; !is_slow(seconds); seconds *= 2)
		continue;
	return tap_done();
}
