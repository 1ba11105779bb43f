/* A clock that the test moves: see pace.h. */
#include "pace.h"

#define WALL_START ((usec)1700000000 * SEC)

static struct {
	usec now;
	usec wall; /* when now was 0 */
} clock_of_ours = { SEC, WALL_START };

usec
clock_mono(void)
{
	return clock_of_ours.now;
}

/* It never sleeps. */
usec
clock_boot(void)
{
	return clock_of_ours.now;
}

usec
clock_wall(void)
{
	return clock_of_ours.wall + clock_of_ours.now;
}

/* It has no system call. */
void
clock_by_call(void)
{
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
