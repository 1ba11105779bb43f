/* The IDs of events. */
#ifndef SERVER_ROUTER_DELIVERY_EVENT_IDS_H
#define SERVER_ROUTER_DELIVERY_EVENT_IDS_H

#include "base/state/state.h"
#include "shared/clock.h"
#include "shared/str.h"

/*
 * Return a new event's ID: µs since 1970, always more than the last; as a text,
 * which is valid until the next such call, or as a number.
 */
struct str event_ids_next(void);
uint64_t event_ids_next_number(void);

/*
 * Returns by how much the last ID is ahead of the wall clock, after that was
 * set back.
 */
usec event_ids_ahead(void);

/* Makes all later IDs greater than this one, which a file has brought. */
void event_ids_pass(uint64_t id);

/*
 * Save and load the last ID (base/state/state.h), so that no program gives an
 * ID a second time. event_ids_load returns false if the line has another key.
 */
void event_ids_save(struct state *state);
bool event_ids_load(struct state *state);

#endif
