/* The wall clock: see wall.h. */
#include "base/log/wall.h"

#include "base/log/log.h"

/* How far the clock is ahead of the monotonic clock; 0: not known. */
static struct {
	usec last; /* in the last turn */
	usec first; /* when the server began */
	bool told; /* loaded from the program before, with no turn since */
} wall;

static usec
apart(usec one, usec other)
{
	return one > other ? one - other : other - one;
}

static usec
ahead(void)
{
	return clock_wall() - clock_mono();
}

/* Logs a leap of the clock, but no adjustment under a second, such as NTP's. */
void
wall_turn(void)
{
	const usec before = wall.last;

	wall.last = ahead();
	wall.told = false;
	if (wall.first == 0)
		wall.first = wall.last;
	if (before == 0 || apart(wall.last, before) < SEC)
		return;
	LOG_AT(LEVEL_WARNING, STR("clock: went {} by {#seconds} s"),
	    wall.last > before ? STR("forward") : STR("back"),
	    DECIMAL(apart(wall.last, before) / SEC));
}

bool
wall_has_moved(void)
{
	return wall.first != 0 && apart(ahead(), wall.first) > WALL_LEAP;
}

/*
 * Returns a loaded value unchanged until the first turn: a rehearsal must save
 * what it has loaded.
 */
usec
wall_offset_to_save(void)
{
	return wall.told || wall_has_moved() ? wall.first : 0;
}

void
wall_set_first_offset(usec first)
{
	wall.first = first;
	wall.told = first != 0;
}
