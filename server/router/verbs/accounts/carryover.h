/*
 * The way of the permanent boxes and tables over an orderly restart: the keeper
 * gets their records (verbs/work/carryover_records.h) when the last client of a
 * stopping server has gone, and gives them back before the next server is
 * ready. Then the keeper's file is removed, and only then can anybody take an
 * item, so that none comes back that is done. Without a state directory nothing
 * is carried over.
 *
 * Neither start nor stop waits for a keeper that does nothing: each step may
 * take hold_time at the start, and grace at the stop.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_CARRYOVER_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_CARRYOVER_H

#include <stdbool.h>

#include "router/verbs/accounts/keeper_client.h"

/* The tag of the questions (keeper_client_post); no other module has it. */
#define CARRYOVER_TAG (KEEPER_CLIENT_TAGS - 1)

/*
 * Begin to load, before any client is there, and to save, when none is there
 * any more and nothing else was begun. The log says how that has ended.
 */
void carryover_load(void);
void carryover_save(void);

/* Ends what has begun: whatever is not saved yet is lost. */
void carryover_give_up(void);

/* Returns whether nothing that was begun has still to be done. */
bool carryover_is_over(void);

/* Returns whether carryover_save would have something to ask the keeper. */
bool carryover_is_wanted(void);

/* Goes on in each turn. */
void carryover_turn(void);

/* Takes an answer of the keeper. */
void carryover_answered(const struct keeper_client_answer *answer);

#endif
