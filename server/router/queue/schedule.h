/*
 * The order in which slots are served. Slots with something to say wait here;
 * those that have used least lately come first (budget.h), and equals take
 * turns. No slot waits for one that has used more, unless it is fenced. None is
 * overtaken forever, because recent use decays.
 */
#ifndef SERVER_ROUTER_QUEUE_SCHEDULE_H
#define SERVER_ROUTER_QUEUE_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#define SCHEDULE_NONE UINT32_MAX

/*
 * Begins a turn. Slots that were put off take part in it; slots to be tried
 * later do once all earlier ones of these have been served. all_noted says
 * whether every uplink that a worker has rung for is noted, by schedule_add,
 * before the first schedule_take of this turn.
 */
void schedule_turn(bool all_noted);

/*
 * schedule_add has the slot served in this turn, schedule_put_off from the next
 * turn on, and schedule_try_later in some later turn that the loop need not
 * hurry for. They do nothing if the slot waits here already, except that
 * schedule_add moves a slot that is to be tried later.
 */
void schedule_add(uint32_t slot);
void schedule_put_off(uint32_t slot);
void schedule_try_later(uint32_t slot);

/*
 * Fences the slot: it is served in the next turn, after every other slot that
 * can be. A turn begins by noting each uplink whose worker has written to it
 * and rung. So every line that had been passed on when the slot was fenced is
 * then noted, waits in the schedule already, or has run; and the fenced slot is
 * taken only when no noted slot is left. It does not wait for lines that the
 * server itself holds back because they come too fast, a group is congested, or
 * their client does not read or has used its share of the turn. The server does
 * not know of a line that a worker has not read yet.
 *
 * Nobody can hold up a fenced slot for long: if the turn's budget is spent
 * before it is served, it waits in its class from the next turn on, like any
 * other slot. If rings were lost it waits two turns instead of one, because the
 * turn after that looks at all uplinks (base/loop/watch.c).
 */
void schedule_fence(uint32_t slot);
bool schedule_has_fenced(void); /* whether one is left for this turn */

/* Removes the slot from the schedule. */
void schedule_drop(uint32_t slot);

/*
 * Takes the next slot out and sets *again if it is only tried again;
 * SCHEDULE_NONE: none is left for this turn.
 */
uint32_t schedule_take(bool *again);

/* Returns whether a slot is waiting that has used less than this one. */
bool schedule_has_before(uint32_t slot);

/* Returns whether any slot is waiting to be served. */
bool schedule_has_more(void);

#endif
