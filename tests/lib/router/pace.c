/* A clock that the test moves: see pace.h. */
#include "pace.h"

#include "server/base/ticks.h"
#include "stage.h"

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
pace_turns(usec time)
{
	stage_turn();
	for (usec part; time > 0; time -= part) {
		part = time < TICKS_GAP ? time : TICKS_GAP;
		pace(part);
		stage_turn();
	}
}

void
pace_set_wall(usec wall)
{
	clock_of_ours.wall = wall - clock_of_ours.now;
}
