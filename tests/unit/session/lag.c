/*
 * client/session/lag: after 60 s of silence, or 3 s after a line without its
 * answer, the server is asked for a sign; 60 s later there is no hope.
 */
#include "client/session/lag.h"

#include "client/session/wait.h"
#include "tests/lib/must.h"

#define START (1000 * SEC)

static struct lag lag;

/* Looks each 100 ms until that time; nothing may be due before. */
static void
nothing_until(usec time)
{
	for (usec now = lag.heard_at; now < time; now += 100 * MSEC)
		MUST(lag_check(&lag, now) == LAG_NONE,
		    "nothing is due after %g s",
		    (double)(now - START) / (double)SEC);
}

static void
is_silent(void)
{
	lag_begin(&lag, START);
	nothing_until(START + 60 * SEC);
	MUST(lag_due(&lag) == START + 60 * SEC, "that is when to look");
	MUST(lag_check(&lag, START + 60 * SEC) == LAG_PING, "a sign is wanted");
	MUST(lag_check(&lag, START + 60 * SEC) == LAG_NONE, "said once");
	lag_said(&lag, START + 60 * SEC);
	PASS("after 60 s of silence the server is asked once");
	MUST(lag_check(&lag, START + 119 * SEC) == LAG_NONE, "there is hope");
	MUST(lag_due(&lag) == START + 120 * SEC, "until then");
	MUST(lag_check(&lag, START + 120 * SEC) == LAG_HOPELESS, "no more");
	PASS("60 s later there is no hope");
	lag_heard(&lag, START + 119 * SEC);
	MUST(
	    lag_check(&lag, START + 120 * SEC) == LAG_NONE, "anything will do");
	lag_answered(&lag, START + 121 * SEC);
	nothing_until(START + 181 * SEC);
	MUST(lag_check(&lag, START + 181 * SEC) == LAG_PING, "and once more");
	PASS("whatever is heard is a sign");
}

static void
is_late(void)
{
	lag_begin(&lag, START);
	lag_said(&lag, START + SEC);
	MUST(lag_due(&lag) == START + 4 * SEC, "3 s after the line");
	MUST(lag_check(&lag, START + 4 * SEC - 1) == LAG_NONE, "not before");
	MUST(lag_check(&lag, START + 4 * SEC) == LAG_PING, "then");
	lag_said(&lag, START + 4 * SEC);
	MUST(lag_check(&lag, START + 8 * SEC) == LAG_NONE, "not for the ping");
	MUST(lag_check(&lag, START + 64 * SEC) == LAG_HOPELESS, "63 s later");
	PASS("a line without its answer is asked for after 3 s");
}

/* The server talks, but our line has no answer. */
static void
is_slow(void)
{
	lag_begin(&lag, START);
	lag_said(&lag, START);
	MUST(lag_check(&lag, START + 3 * SEC) == LAG_PING, "it is late");
	lag_said(&lag, START + 3 * SEC);
	for (usec now = START + 4 * SEC; now < START + 300 * SEC; now += SEC) {
		lag_heard(&lag, now);
		MUST(lag_check(&lag, now) == LAG_NONE, "it is alive");
	}
	MUST(lag_shown(&lag, START + 300 * SEC) == 300 * SEC, "but lags");
	PASS("who is heard is not given up, however late the answers");
	lag_answered(&lag, START + 300 * SEC);
	lag_answered(&lag, START + 300 * SEC);
	lag_said(&lag, START + 301 * SEC);
	MUST(lag_check(&lag, START + 304 * SEC) == LAG_PING, "a later line");
	PASS("each line that is late is asked for");
}

static void
is_shown(void)
{
	lag_begin(&lag, START);
	MUST(lag_shown(&lag, START + 50 * SEC) == 0, "nothing is owed");
	MUST(lag_changes(&lag, START) == WAIT_FOR_EVER, "nor will be");
	lag_said(&lag, START);
	lag_said(&lag, START + 2 * SEC);
	MUST(lag_shown(&lag, START + 2999 * MSEC) == 0, "not late");
	MUST(lag_changes(&lag, START + SEC) == START + 3 * SEC, "but soon");
	MUST(lag_shown(&lag, START + 3 * SEC) == 3 * SEC, "late");
	MUST(lag_changes(&lag, START + 12500 * MSEC) == START + 13 * SEC,
	    "each second");
	PASS("an answer that is 3 s late is shown, in seconds");
	lag_answered(&lag, START + 4 * SEC);
	MUST(lag_shown(&lag, START + 4500 * MSEC) == 0, "the next is not late");
	MUST(lag_shown(&lag, START + 5 * SEC) == 3 * SEC, "now it is");
	lag_answered(&lag, START + 6 * SEC);
	lag_answered(&lag, START + 6 * SEC);
	MUST(lag_shown(&lag, START + 60 * SEC) == 0, "all is answered");
	PASS("each line has its own time");
}

/* The process was stopped, or the machine slept: its ping has an answer. */
static void
has_slept(void)
{
	lag_begin(&lag, START);
	MUST(lag_check(&lag, START + 60 * SEC) == LAG_PING, "asked");
	MUST(lag_check(&lag, START + 900 * SEC) == LAG_PING, "asked again");
	MUST(lag_check(&lag, START + 959 * SEC) == LAG_NONE, "there is hope");
	MUST(lag_check(&lag, START + 960 * SEC) == LAG_HOPELESS, "and is not");
	PASS("who has slept asks again before it gives up");
}

/* As many as may be owed, around the ring. */
static void
is_full(void)
{
	lag_begin(&lag, START);
	for (size_t i = 0; i < 3 * LAG_OWED; i++) {
		if (lag.count == LAG_OWED)
			lag_answered(&lag, START);
		lag_said(&lag, START + i * SEC);
	}
	MUST(lag_shown(&lag, START + 1000 * SEC) == (1000 - 512) * SEC,
	    "the oldest of the last 256");
	PASS("256 lines may be owed");
}

static void
is_shortened(void)
{
	lag_begin(&lag, START);
	lag.silence = 20 * MSEC;
	lag.late = 10 * MSEC;
	lag.patience = 30 * MSEC;
	MUST(lag_check(&lag, START + 20 * MSEC) == LAG_PING, "soon");
	MUST(lag_check(&lag, START + 50 * MSEC) == LAG_HOPELESS, "too soon");
	PASS("the times can be others");
}

int
main(void)
{
	is_silent();
	is_late();
	is_slow();
	is_shown();
	has_slept();
	is_full();
	is_shortened();
	return tap_done();
}
