/* A clock that the test moves: see pace.h. */
#define _GNU_SOURCE /* syscall */
#include "pace.h"

#include "tests/lib/real_clock.h"

#define WALL_START ((usec)1700000000 * SEC)

static struct {
	usec now;
	usec wall; /* when now was 0 */
	bool is_real;
} clock_of_ours = { SEC, WALL_START, false };

void
pace_really(void)
{
	clock_of_ours.is_real = true;
}

bool
pace_is_real(void)
{
	return clock_of_ours.is_real;
}

usec
clock_mono(void)
{
	return clock_of_ours.is_real ? real_clock(CLOCK_MONOTONIC) :
				       clock_of_ours.now;
}

usec
clock_wall(void)
{
	return clock_of_ours.is_real ? real_clock(CLOCK_REALTIME) :
				       clock_of_ours.wall + clock_of_ours.now;
}

void
pace(usec time)
{
	clock_of_ours.now += time;
}

void
pace_set_wall(usec wall)
{
	clock_of_ours.wall = wall - clock_of_ours.now;
}
