/* server/router/delivery: the IDs of events rise, whatever the clock does. */
#include "server/router/delivery/events.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

int
main(void)
{
	const usec wall = clock_wall();
	const uint64_t first = event_ids_next();
	uint64_t last = first;

	TAP_OK(first >= wall, "an ID is the time");
	for (int i = 0; i < 1000; i++)
		last = event_ids_next();
	TAP_NUM(last, first + 1000,
	    "where the clock stands still, one more than the last");
	pace(SEC);
	TAP_NUM(event_ids_next(), clock_wall(), "then the time again");
	last = event_ids_next();
	pace_set_wall(wall - 3600 * SEC);
	TAP_NUM(event_ids_next(), last + 1, "a clock that is set back");
	pace(1800 * SEC);
	TAP_NUM(event_ids_next(), last + 2, "does not take them back");
	pace(1801 * SEC + (last - wall));
	TAP_NUM(event_ids_next(), clock_wall(), "until it has caught up");
	return tap_done();
}
