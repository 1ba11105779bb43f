/*
 * After a signal, send first sends what it has read and waits for the
 * answers; they count what cannot be sent.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define SAID "msg 1700000000000001 1 javad %d\n"

/* More than may be under way at once, which is 256. */
#define LINES 300
#define AT_ONCE 256

#define COUNT_TO(n) \
	"i=0; while [ $i -lt " n " ]; do echo $i; i=$((i + 1)); done"

/* Expects the lines from one number up to another. */
static void
expect_lines(struct fake *fake, int from, int to)
{
	char line[64];

	for (int i = from; i < to; i++) {
		(void)snprintf(line, sizeof(line), "send 1 %d", i);
		fake_expect_next(fake, line);
	}
}

static void
answer_lines(struct fake *fake, int from, int to)
{
	char line[64];

	for (int i = from; i < to; i++) {
		(void)snprintf(line, sizeof(line), SAID, i);
		fake_say(fake, line);
	}
}

/* The input has all of it at once, and does not end. */
static struct shell *
start_send(struct fake *fake)
{
	fake_start(fake);
	struct shell *shell = shell_start_paced(fake->address,
	    "rm -f f; mkfifo f; exec 3<>f; (" COUNT_TO(
		"300") ") >all; "
		       "cat all >&3; exec forkcast send -t 60 -n javad 1 <f");
	fake_welcome(fake, "javad");
	expect_lines(fake, 0, AT_ONCE);
	return shell;
}

static void
finish(struct fake *fake)
{
	fake_expect_next(fake, "quit");
	fake_say(fake, "bye quit goodbye\n");
	fake_close(fake);
}

static void
send_finishes(void)
{
	struct fake fake;
	struct shell *shell = start_send(&fake);

	shell_signal(shell, SIGTERM);
	answer_lines(&fake, 0, AT_ONCE);
	expect_lines(&fake, AT_ONCE, LINES);
	answer_lines(&fake, AT_ONCE, LINES);
	finish(&fake);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM,
	    "send ends by the signal");
	TAP_STR(str_from(shell_complained(shell)), STR(""),
	    "when all that it has read is said");
	fake_stop(&fake);
}

/* It waits for the answers as long as for any, or until another signal. */
static void
send_counts(bool signalled_again)
{
	struct fake fake;
	struct shell *shell = start_send(&fake);

	answer_lines(&fake, 0, AT_ONCE - 1);
	shell_signal(shell, SIGTERM);
	shell_pace(shell, 59 * SEC);
	shell_pace(shell, MSEC);
	fake_expect_nothing(&fake);
	if (signalled_again) {
		shell_signal(shell, SIGTERM);
	} else {
		shell_pace(shell, SEC);
		finish(&fake);
	}
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM,
	    "send ends by the signal though it has no answer");
	shell_expect_complaint(shell, "forkcast send: 1 line: no reply");
	shell_expect_complaint(shell, "forkcast send: 44 lines not sent");
	PASS("and counts what was not said");
	fake_stop(&fake);
}

/* Input that it has not read stays in the pipe. */
static void
send_leaves(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start_paced(fake.address,
	    "(" COUNT_TO("90000") ") >many; "
				  "exec forkcast send -t 60 -n javad 1 <many");
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "send 1 255");
	shell_signal(shell, SIGTERM);
	shell_pace(shell, 60 * SEC);
	finish(&fake);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "it ends");
	shell_expect_complaint(
	    shell, "forkcast send: standard input was not read to its end");
	PASS("and says that there is more in its input");
	fake_stop(&fake);
}

int
main(void)
{
	send_finishes();
	send_counts(false);
	send_counts(true);
	send_leaves();
	return tap_done();
}
