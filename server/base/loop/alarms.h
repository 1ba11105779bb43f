/*
 * The times at which slots and modules are due: at most one time for each of
 * them. The soonest is found at once, however many there are. A slot or module
 * with several deadlines sets the soonest, and finds out which one it was when
 * it is due. If a deadline moves later, its alarm does not: the owner is looked
 * at too soon and sets the alarm again. Data only; times are of the loop's
 * clock (ticks.h).
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

/*
 * The owner of an alarm: a slot by its number, a module, or a taker of an item.
 */
enum alarm {
	ALARM_LOG = SLOTS_MAX,
	ALARM_CONTROL,
	ALARM_LINGERING,
	ALARM_ADMIT,
	ALARM_DENIALS,
	ALARM_REAP,
	ALARM_CROWD,
	ALARM_HELPERS,
	ALARM_NOTIFY,
	ALARM_SCOREBOARD,
	ALARM_LEFT,
	ALARM_LOCKS,
	ALARM_ITEMS, /* the takers, by their numbers */
	ALARMS = ALARM_ITEMS + ITEMS_MAX
};

/* Sets an alarm, unless a sooner one is set. ALARMS_NEVER sets none. */
void alarms_at(uint32_t who, usec when);
void alarms_clear(uint32_t who);

/* Returns the soonest time, or ALARMS_NEVER if there is none. */
usec alarms_next(void);

/*
 * Removes the soonest alarm if it is not later than now, and returns its owner;
 * otherwise ALARMS_NONE.
 */
uint32_t alarms_take(usec now);

#endif
