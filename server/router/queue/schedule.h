/*
 * The order in which slots are served. Slots that have lines to run wait here.
 * The slots that have used least lately come first (budget.h), and equals take
 * turns. No slot waits for one that has used more, unless it is fenced. None is
 * overtaken forever, because recent use decays.
 */
#ifndef SERVER_ROUTER_QUEUE_SCHEDULE_H
#define SERVER_ROUTER_QUEUE_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#define SCHEDULE_NONE UINT32_MAX

/*
 * Begins a turn. Adds the slots that were put off. Adds the slots to be tried
 * later, too, once all those of the last retry have been served. all_noted says
 * whether every uplink that a worker has rung for is noted, by schedule_add,
 * before the first schedule_take of this turn.
 */
void schedule_turn(bool all_noted);

/*
 * schedule_add has the slot served in this turn, schedule_put_off from the next
 * turn on, and schedule_try_later in some later turn, for which the loop is not
 * woken. They do nothing if the slot waits here already, except that
 * schedule_add moves a slot that is to be tried later.
 */
void schedule_add(uint32_t slot);
void schedule_put_off(uint32_t slot);
void schedule_try_later(uint32_t slot);

/*
 * Fences the slot: it is served in the next turn, after all other slots that
 * can be served in it. So its line runs after every line that a worker had
 * written, and rung for, when the slot was fenced: a turn begins by adding each
 * slot whose worker has rung, and takes the fenced ones last. The slot does not
 * wait for lines that the server itself holds back because they come too fast,
 * a group is congested, or their client does not read or has used its share of
 * the turn; nor for lines that a worker has not read yet, of which the server
 * does not know.
 *
 * Nobody can hold up a fenced slot for long: if the turn's budget is spent
 * before it is served, it waits in its class from the next turn on, like any
 * other slot. If rings were lost, the slot waits for two turns: the second
 * begins by looking at all uplinks (base/loop/watch.c).
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
