/*
 * Whose turn it is: slots that have something to say wait here until they are
 * served, those who have used least lately first (budget.h), and round robin
 * among equals. No slot waits for one that has used more, unless it is fenced,
 * and none is overtaken forever, because what was used is forgotten in time.
 */
#ifndef SERVER_ROUTER_QUEUE_SCHEDULE_H
#define SERVER_ROUTER_QUEUE_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#define SCHEDULE_NONE UINT32_MAX

/*
 * A turn begins, for those who were put off; and for those who are tried again,
 * once all have been who were before. Has every uplink been noted (by
 * schedule_add, until the first schedule_take) that somebody has rung for?
 */
void schedule_turn(bool all_noted);

/*
 * The slot is to be served in this turn, or from the next one on; or it is to
 * be tried again in some later turn, which nobody has to hurry for. Nothing
 * changes for one that is here already.
 */
void schedule_add(uint32_t slot);
void schedule_put_off(uint32_t slot);
void schedule_try_later(uint32_t slot);

/*
 * Fences the slot: it is served in the next turn, after everybody else who can
 * be. A turn begins by noting each uplink that a worker has written to and rung
 * for, so every line that had been passed on when the slot was fenced is then
 * noted, waits in the schedule already, or has run; and the fenced slot is
 * taken only when no noted slot is left. The lines that it does not wait for
 * are those that the server itself holds back: they come too fast, a group is
 * congested, their client does not read, or has used its share of the turn. A
 * line that a worker has not read yet is not known to anybody.
 *
 * Nobody can hold up a fenced slot for long: if the turn's budget is spent
 * before it is served, it waits in its class from the next turn on, like any
 * other. It waits two turns instead of one if rings were lost, because the turn
 * after that looks at all uplinks (base/loop/watch.c).
 */
void schedule_fence(uint32_t slot);
bool schedule_has_fenced(void); /* to be served in this turn */

/* It waits no more. */
void schedule_drop(uint32_t slot);

/*
 * Takes the next slot out, and says whether it is only tried again;
 * SCHEDULE_NONE: this turn has no more.
 */
uint32_t schedule_take(bool *again);

/* Is anybody to be served before that slot, who has used less? */
bool schedule_has_before(uint32_t slot);

/* Is anybody to be served? */
bool schedule_has_more(void);

#endif
