/*
 * Carries the permanent boxes and tables over an orderly restart: the keeper
 * gets their records (verbs/work/carryover_records.h) when the last client of a
 * stopping server has gone, and gives them back before the next server is
 * ready. The keeper removes its file once the journal has stored what was in
 * it, and nobody can take an item before, so no item comes back that is done.
 * Without a state directory, nothing is carried over.
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
 * Begin to load, before the first client comes, and to save, after the last one
 * has gone. Nothing else may be under way. The log says how each has ended.
 */
void carryover_load(void);
void carryover_save(void);

/* Stops loading or saving; boxes and tables that are not saved yet are lost. */
void carryover_give_up(void);

/*
 * Return whether this server has loaded a file, and whether the file is still
 * there, because it could not be loaded or is not stored yet.
 */
bool carryover_was_loaded(void);
bool carryover_has_failed(void);

/*
 * Returns whether neither loading nor saving is under way, or nobody waits for
 * it any longer; and whether the file is still being read.
 */
bool carryover_is_over(void);
bool carryover_is_loading(void);

/* Notes that everything which was loaded is in the journal's store. */
void carryover_stored(void);

/* Returns whether carryover_save would have something to ask the keeper. */
bool carryover_is_wanted(void);

/* Takes the next steps; to be called in each turn. */
void carryover_turn(void);

/* Takes an answer of the keeper. */
void carryover_answered(const struct keeper_client_answer *answer);

#endif
