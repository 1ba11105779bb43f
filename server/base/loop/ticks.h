/*
 * The loop's clock, for every timer of the router. It stands still during a
 * turn. Time in which the router could not act (it was stopped, or the machine
 * slept) counts as a second, together with the sleep in which that began;
 * otherwise clients would be disconnected for being silent meanwhile.
 */
#ifndef SERVER_BASE_LOOP_TICKS_H
#define SERVER_BASE_LOOP_TICKS_H

#include <stdint.h>

#include "base/mem/limits.h"
#include "shared/clock.h"

#define TICKS_GAP SEC

/*
 * Advances the clock, once a turn, after select has returned. slept is the
 * longest that select was allowed to sleep.
 */
void ticks_advance(usec slept);

usec ticks_now(void);

/*
 * Returns the monotonic clock at the beginning of the turn, for rates: a gap
 * harms no rate, but shortening it would take from clients the allowance that
 * they have saved.
 */
usec ticks_mono(void);

/*
 * The alarms: the times at which slots and modules are due, at most one time
 * for each of them. The soonest is found at once, however many there are. A
 * slot or module with several deadlines sets the soonest, and finds out which
 * one it was when it is due. If a deadline moves later, its alarm does not: the
 * owner is looked at too soon and sets the alarm again.
 */
#define ALARMS_NONE UINT32_MAX
#define ALARMS_NEVER UINT64_MAX

/*
 * The owner of an alarm: a slot by its number, a module, or a taker of an item.
 */
enum alarm {
	ALARM_LOG = SLOTS_MAX,
	ALARM_CONTROL,
	ALARM_ADMIT,
	ALARM_BIRTHS,
	ALARM_DENIALS,
	ALARM_REAP,
	ALARM_HELPERS,
	ALARM_LEFT,
	ALARM_MASKS,
	ALARM_ITEMS, /* the takers, by their numbers */
	ALARMS = ALARM_ITEMS + ITEMS_MAX
};

/* Sets an alarm, unless a sooner one is set. ALARMS_NEVER sets none. */
void ticks_alarm(uint32_t who, usec when);
void ticks_alarm_clear(uint32_t who);

/* Returns the soonest time, or ALARMS_NEVER if there is none. */
usec ticks_due(void);

/*
 * Removes the soonest alarm if it is not later than now, and returns its owner;
 * otherwise ALARMS_NONE.
 */
uint32_t ticks_alarm_take(usec now);

#endif
