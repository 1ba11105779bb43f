/* A clock that the target moves: see pace.h. */
#include "pace.h"

#define WALL_START ((usec)1700000000 * SEC)

static struct {
	usec now;
} clock_of_ours = { SEC };

usec
clock_mono(void)
{
	return clock_of_ours.now;
}

usec
clock_wall(void)
{
	return WALL_START + clock_of_ours.now;
}

void
pace(usec time)
{
	clock_of_ours.now += time;
}
