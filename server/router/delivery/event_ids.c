/* The IDs of events: see event_ids.h. */
#include "router/delivery/event_ids.h"

static struct {
	uint64_t last;
	char digits[STR_DIGITS]; /* of the last one as a text */
} event_ids;

uint64_t
event_ids_next_number(void)
{
	const uint64_t now = clock_wall();

	event_ids.last = now > event_ids.last ? now : event_ids.last + 1;
	return event_ids.last;
}

struct str
event_ids_next(void)
{
	return str_number(event_ids_next_number(), event_ids.digits);
}

usec
event_ids_ahead(void)
{
	const uint64_t now = clock_wall();

	return event_ids.last > now ? event_ids.last - now : 0;
}

void
event_ids_pass(uint64_t id)
{
	if (id > event_ids.last)
		event_ids.last = id;
}

void
event_ids_save(struct state *state)
{
	state_put(state, STR("last"), event_ids.last);
}

bool
event_ids_load(struct state *state)
{
	if (!state_is(state, STR("last")))
		return false;
	(void)state_number(state, UINT64_MAX - 1, &event_ids.last); /* noted */
	return true;
}
