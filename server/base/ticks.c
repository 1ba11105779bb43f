/* The loop's clock: see ticks.h. */
#include "base/ticks.h"

/* To be saved: when the server was started; the loop's clock begins anew. */
static struct {
	usec now;
	usec real; /* the monotonic clock at the last turn */
	usec start; /* likewise at the first */
} ticks;

void
ticks_advance(usec slept)
{
	const usec real = clock_mono();
	const usec gap = ticks.real == 0 ? 0 : real - ticks.real;
	const usec late = gap > slept ? gap - slept : 0;

	if (ticks.real == 0)
		ticks.start = real;
	ticks.now += gap - late + (late < TICKS_GAP ? late : TICKS_GAP);
	ticks.real = real;
}

usec
ticks_now(void)
{
	return ticks.now;
}

usec
ticks_mono(void)
{
	return ticks.real;
}

usec
ticks_uptime(void)
{
	return clock_mono() - ticks.start;
}
