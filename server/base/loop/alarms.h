/*
 * The times at which slots and modules are to be looked at: one for each of
 * them at most, the soonest found at once however many there are. Who has
 * several things to wait for asks for the soonest, and finds out which it was
 * when it is looked at. A deadline that has moved later is not moved here: it
 * is looked at too soon, and asks again. Data only; of the loop's clock
 * (ticks.h).
 */
#ifndef SERVER_BASE_LOOP_ALARMS_H
#define SERVER_BASE_LOOP_ALARMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "shared/clock.h"

#define ALARMS_NONE UINT32_MAX
#define ALARMS_NEVER UINT64_MAX

/* Who is woken: a slot by its number, a module, or the taker of an item. */
enum alarm {
	ALARM_LOG = SLOTS_MAX,
	ALARM_CONTROL,
	ALARM_PORCH,
	ALARM_ADMIT,
	ALARM_DENIALS,
	ALARM_REAP,
	ALARM_CROWD,
	ALARM_HELPERS,
	ALARM_NOTIFY,
	ALARM_UPGRADE,
	ALARM_SCOREBOARD,
	ALARM_LEFTOVERS,
	ALARM_ITEMS, /* from here on, by their numbers */
	ALARMS = ALARM_ITEMS + ITEMS_MAX
};

/* It is to be looked at by then, if not sooner; ALARMS_NEVER: it need not. */
void alarms_at(uint32_t who, usec when);
void alarms_clear(uint32_t who);

/* The soonest; ALARMS_NEVER where there is none. */
usec alarms_next(void);

/* Takes out the soonest, if it is not later than now; or ALARMS_NONE. */
uint32_t alarms_take(usec now);

#endif
