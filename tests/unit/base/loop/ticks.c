/* server/base/loop/ticks: the loop's clock goes with time, but never leaps. */
#include "server/base/loop/ticks.h"

#include "tests/lib/router/pace.h"
#include "tests/lib/tap.h"

int
main(void)
{
	usec after;

	ticks_advance(0);
	TAP_NUM(ticks_now(), 0, "it begins at zero");
	pace(20 * MSEC);
	TAP_NUM(ticks_now(), 0, "it stands still between two turns");
	ticks_advance(0);
	after = ticks_now();
	TAP_NUM(after, 20 * MSEC, "then it has gone on by what has passed");
	pace(TICKS_GAP + 200 * MSEC);
	ticks_advance(0);
	TAP_NUM(ticks_now() - after, TICKS_GAP, "a long gap counts as a short");
	after = ticks_now();
	pace(TICKS_GAP + 200 * MSEC);
	ticks_advance(100 * MSEC);
	TAP_NUM(ticks_now() - after, TICKS_GAP + 100 * MSEC,
	    "but for what was to be slept");
	after = ticks_now();
	pace(100 * MSEC);
	ticks_advance(10 * SEC);
	TAP_NUM(ticks_now() - after, 100 * MSEC,
	    "a sleep that was cut short counts as long as it was");
	return tap_done();
}
