/* shared/clock: the two clocks. */
#include "shared/clock.h"

#include <time.h>

#include "tests/lib/tap.h"

#define READINGS 1000

int
main(void)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	const usec start = clock_mono();
	usec last = start;
	int back = 0;

	for (int i = 0; i < READINGS; i++) {
		const usec now = clock_mono();
		back += now < last;
		last = now;
	}
	TAP_NUM(back, 0, "the clock for timers never goes back");
	TAP_NUM(nanosleep(&pause, NULL), 0, "20 ms pass");
	const usec passed = clock_mono() - start;
	TAP_OK(passed >= 20 * MSEC && passed < 60 * SEC,
	    "it counts microseconds: %lu", (unsigned long)passed);

	const time_t now = time(NULL);
	const usec wall = clock_wall() / SEC;
	TAP_OK(wall >= (usec)now && wall <= (usec)now + 60,
	    "the clock for people counts from 1970");
	return tap_done();
}
