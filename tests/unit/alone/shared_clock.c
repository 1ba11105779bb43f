/* shared/clock: the clocks. */
#include "shared/clock.h"

#include <time.h>

#include "tests/lib/must.h"

#define READINGS 1000

static usec
read_system(clockid_t clock)
{
	struct timespec time;

	MUST(clock_gettime(clock, &time) == 0, "there is no clock");
	return (usec)time.tv_sec * SEC + (usec)time.tv_nsec / 1000;
}

/* Between two readings of the system's clock there is no other time. */
static bool
is_between(clockid_t clock, usec (*ours)(void))
{
	const usec before = read_system(clock);
	const usec now = ours();

	return before <= now && now <= read_system(clock);
}

int
main(void)
{
	usec last = clock_mono();
	int back = 0;

	for (int i = 0; i < READINGS; i++) {
		const usec now = clock_mono();
		back += now < last;
		last = now;
	}
	TAP_NUM(back, 0, "the clock for timers never goes back");
	TAP_OK(is_between(CLOCK_MONOTONIC, clock_mono),
	    "it counts microseconds of the system's");
#ifdef CLOCK_BOOTTIME
	TAP_OK(is_between(CLOCK_BOOTTIME, clock_boot),
	    "another one those since the machine began");
#endif
	TAP_OK(is_between(CLOCK_REALTIME, clock_wall),
	    "the clock for people those since 1970");
	return tap_done();
}
