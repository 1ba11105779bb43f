/* The wall clock: see wall.h. */
#include "base/log/wall.h"

#include "base/log/log.h"
#include "base/state/module.h"

/* How far the clock is ahead of the monotonic clock; 0: not known. */
static struct wall {
	usec last; /* in the last turn */
	usec first; /* when the server began */
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

/* The next program goes on from the same beginning. */
static const struct field saved[] = { FIELD(NUMBER, struct wall, first) };

MODULE(wall) = { FIELDS_SECTION("wall", saved, wall, 0) };
