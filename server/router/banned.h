/*
 * What bans (policy/bans.h) do to those who are in, and that they last: the
 * keeper keeps them where it has a place for that. Used by the operator's
 * orders and by accounts.c, which hears the keeper.
 */
#ifndef SERVER_ROUTER_BANNED_H
#define SERVER_ROUTER_BANNED_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/bans.h"
#include "router/asking.h"
#include "shared/str.h"

/* Those who are in from there go; how many. */
uint64_t banned_kick(const struct ban *ban);

/* Do bans last over the end of the server? */
bool banned_lasts(void);

/*
 * Has the keeper keep that ban, or drop it, for an order, as asking_order has
 * it.
 */
bool banned_keep(
    uint32_t *ticket, const struct ban *ban, struct asking_answer *answer);
bool banned_drop(uint32_t *ticket, const struct network *network,
    struct asking_answer *answer);

/*
 * The keeper has that one; and that was the last. What it has not, and what is
 * here otherwise than there, it is told.
 */
void banned_told(struct str record);
void banned_told_end(void);

#endif
