/* server/base/ticks: the loop's clock goes with time, but never leaps. */
#include "server/base/ticks.h"

#include "tests/lib/deadline.h"
#include "tests/lib/tap.h"

int
main(void)
{
	usec before, after, start;

	start = clock_mono();
	ticks_advance(0);
	before = ticks_now();
	TAP_OK(before < SEC, "it begins near zero");
	pass_time(20 * MSEC);
	TAP_NUM(ticks_now(), before, "it stands still between two turns");
	ticks_advance(0);
	after = ticks_now();
	TAP_OK(after - before >= 20 * MSEC, "then it has gone on");
	TAP_OK(after - before <= clock_mono() - start,
	    "by no more than has passed");
	pass_time(TICKS_GAP + 200 * MSEC);
	ticks_advance(0);
	TAP_NUM(ticks_now() - after, TICKS_GAP, "a long gap counts as a short");
	after = ticks_now();
	pass_time(TICKS_GAP + 200 * MSEC);
	ticks_advance(100 * MSEC);
	TAP_NUM(ticks_now() - after, TICKS_GAP + 100 * MSEC,
	    "but for what was to be slept");
	after = ticks_now();
	pass_time(100 * MSEC);
	ticks_advance(10 * SEC);
	TAP_OK(ticks_now() - after >= 100 * MSEC && ticks_now() - after < SEC,
	    "a sleep that was cut short counts as long as it was");
	return tap_done();
}
