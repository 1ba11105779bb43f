/* The clocks: see clock.h. */
#define _DEFAULT_SOURCE /* syscall */
#include "clock.h"

#include <stdbool.h>
#include <time.h>

#ifdef CLOCK_BY_CALL
#include <sys/syscall.h>
#include <unistd.h>
#endif

static struct {
	bool by_call;
} clocks;

void
clock_by_call(void)
{
	clocks.by_call = true;
}

static void
get(clockid_t clock, struct timespec *time)
{
	/* Fails only for a clock that does not exist; these always do. */
#ifdef CLOCK_BY_CALL
	if (clocks.by_call) {
		(void)syscall(SYS_clock_gettime, clock, time);
		return;
	}
#endif
	(void)clock_gettime(clock, time);
}

static usec
now(clockid_t clock)
{
	struct timespec t = { 0 };

	get(clock, &t);
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
