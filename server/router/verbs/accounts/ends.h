/*
 * Ends of accounts and registered groups: what the journal has of them is to
 * end, too. It is told at once, or as soon as its log has room. Until it has
 * stored that, the keeper keeps the record "ended", so that a server that
 * starts after a crash in between can tell the journal again.
 *
 * Nobody may register an account or a group of such a name before that: the
 * past of others would come with it.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_ENDS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_ENDS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/verbs/accounts/keeper_client.h"
#include "shared/str.h"

/* The tag of the questions (keeper_client_post); no other module has it. */
#define ENDS_TAG (KEEPER_CLIENT_TAGS - 1)

/* Note that the account, or the group, has ended. */
void ends_add_account(struct str name);
void ends_add_group(struct str name);

/* Returns whether the journal could not be told of an end yet. */
bool ends_wait(void);

/* Return whether the end of that account, or group, is not stored yet. */
bool ends_has_account(struct str name);
bool ends_has_group(struct str name);

/*
 * Return whether the client's command, which is about that name, has to wait
 * until the end of an earlier account or group is stored; for hold_time at
 * most.
 */
bool ends_wait_for_account(uint32_t client, struct str name);
bool ends_wait_for_group(uint32_t client, struct str name);

/* Has all told again: what the journal was told is lost. */
void ends_repeat(void);

/* Has the keeper told again what is stored: it is another one. */
void ends_keeper_started(void);

/* Takes the keeper's answer. */
void ends_answered(const struct keeper_client_answer *answer);

/* Takes the next steps; to be called in each turn. */
void ends_turn(void);

#endif
