/*
 * What bans (policy/bans.h) do to those who are in, and that they last: the
 * keeper keeps them where it has a place for that. Used by the operator's
 * orders and by accounts.c, which hears the keeper.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_BANNED_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_BANNED_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/bans.h"
#include "router/verbs/accounts/keeper_client.h"
#include "shared/str.h"

/* Those who are in from there go; how many. */
uint64_t banned_kick(const struct ban *ban);

/* Do bans last over the end of the server? */
bool banned_lasts(void);

/*
 * Has the keeper keep those that it has not, some at a time, in each turn; what
 * fails is tried again, after a second and then less often, every 30 s at
 * least. Until then that is trouble (SCORE_UNBANNED).
 */
void banned_turn(void);

/* Is there such trouble? And there is: one was not saved in time. */
bool banned_fails(void);
void banned_late(void);

/* The keeper has answered what was asked for a ban. */
void banned_answered(const struct keeper_client_answer *answer);

/* Has the keeper drop it, for an order, as queries_ask has it. */
bool banned_drop(uint32_t *ticket, const struct network *network,
    struct keeper_client_answer *answer);

/*
 * The keeper has that one; and that was the last. What it has not, and what is
 * here otherwise than there, it is told in the turns that follow.
 */
void banned_told(struct str record);
void banned_told_end(void);

#endif
