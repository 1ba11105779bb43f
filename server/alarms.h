/*
 * The times at which slots are to be looked at again: one for each slot at
 * most, the soonest found at once however many there are. Data only; used by
 * uplink.c.
 */
#ifndef SERVER_ALARMS_H
#define SERVER_ALARMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

#define ALARMS_NONE UINT32_MAX
#define ALARMS_NEVER UINT64_MAX

/* For slots 0 to slots - 1; false where there is no memory. */
bool alarms_init(size_t slots);

/* In the place of the one that the slot may have. */
void alarms_set(uint32_t slot, usec when);
void alarms_clear(uint32_t slot);

/* The soonest; ALARMS_NEVER where there is none. */
usec alarms_next(void);

/* Takes out the soonest, if it is not later than now; or ALARMS_NONE. */
uint32_t alarms_take(usec now);

#endif
