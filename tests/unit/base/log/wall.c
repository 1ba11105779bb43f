/*
 * server/base/log/wall: whether the wall clock has moved since the server
 * began, also as the next program is told.
 */
#include "server/base/log/wall.h"

#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

int
main(void)
{
	const usec now = clock_wall() - clock_mono();

	TAP_OK(!wall_has_moved(), "nothing is known at first");
	wall_turn();
	TAP_OK(!wall_has_moved(), "it goes as time does");
	TAP_NUM(wall_offset_to_save(), 0, "which the next program finds too");
	wall_set_first_offset(now - 2 * WALL_LEAP);
	TAP_OK(wall_has_moved(), "it went forward");
	wall_set_first_offset(now + 2 * WALL_LEAP);
	TAP_OK(wall_has_moved(), "it went back");
	wall_turn();
	TAP_NUM(wall_offset_to_save(), now + 2 * WALL_LEAP, "the next is told");
	wall_set_first_offset(now + WALL_LEAP / 2);
	TAP_OK(!wall_has_moved(), "it is kept right");
	TAP_NUM(wall_offset_to_save(), now + WALL_LEAP / 2,
	    "a rehearsal saves what it was told");
	wall_turn();
	TAP_NUM(wall_offset_to_save(), 0, "and a server does not");
	return tap_done();
}
