/* The IDs of events. */
#ifndef SERVER_ROUTER_DELIVERY_EVENT_IDS_H
#define SERVER_ROUTER_DELIVERY_EVENT_IDS_H

#include "base/state/state.h"
#include "shared/clock.h"
#include "shared/str.h"

/* Returns a new event's ID: µs since 1970, always more than the last. */
struct str event_ids_next(void);

/*
 * Returns by how much the last ID is ahead of the wall clock, after that was
 * set back.
 */
usec event_ids_ahead(void);

/*
 * Save the last ID for the next program (base/state/state.h), which could give
 * it twice otherwise, and load its line. event_ids_load returns false if the
 * line is another one.
 */
void event_ids_save(struct state *state);
bool event_ids_load(struct state *state);

#endif
