/* The clocks: see clock.h. */
#include "clock.h"

#include <time.h>

static usec
now(clockid_t clock)
{
	struct timespec t = { 0 };

	/* Fails only for a clock that does not exist; these always do. */
	(void)clock_gettime(clock, &t);
	return (usec)t.tv_sec * SEC + (usec)t.tv_nsec / 1000;
}

usec
clock_mono(void)
{
	return now(CLOCK_MONOTONIC);
}

usec
clock_wall(void)
{
	return now(CLOCK_REALTIME);
}
