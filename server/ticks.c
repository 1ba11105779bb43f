/* The loop's clock: see ticks.h. */
#include "ticks.h"

static struct {
	usec now;
	usec real; /* the monotonic clock at the last turn */
} ticks;

void
ticks_advance(void)
{
	const usec real = clock_mono();
	const usec gap = ticks.real == 0 ? 0 : real - ticks.real;

	ticks.now += gap < TICKS_GAP ? gap : TICKS_GAP;
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
