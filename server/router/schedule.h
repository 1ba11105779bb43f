/*
 * Whose turn it is: slots that have something to say wait here until they are
 * served, those who have used least lately first (budget.h), and round robin
 * among equals. Nobody waits behind who has said more, and nobody is overtaken
 * forever, because what was used is forgotten in time. Used by uplink.c.
 */
#ifndef SERVER_ROUTER_SCHEDULE_H
#define SERVER_ROUTER_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#define SCHEDULE_NONE UINT32_MAX

/* False where there is no memory. */
bool schedule_init(void);

/*
 * A turn begins, for those who were put off; and for those who are tried again,
 * once all have been who were before.
 */
void schedule_turn(void);

/*
 * The slot is to be served in this turn, or from the next one on; or it is to
 * be tried again in some later turn, which nobody has to hurry for. Nothing
 * changes for one that is here already.
 */
void schedule_add(uint32_t slot);
void schedule_put_off(uint32_t slot);
void schedule_try_later(uint32_t slot);

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
