/*
 * Operators' questions to the keeper, several at a time. Each has a row until
 * the keeper has answered, even if nobody waits any more. Changes of accounts
 * are logged when they are done. Questions that were not answered when a keeper
 * went are put to the next.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_QUERIES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_QUERIES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "router/verbs/accounts/keeper_client.h"

/*
 * The log line of a change that was done: "accounts WHAT NAME", by that user.
 */
struct query_note {
	uid_t user;
	struct str what;
	struct str name;
};

/*
 * Asks, or continues to wait, as keeper_client_ask does. The ticket is 0 at
 * first, and identifies the question afterwards. Call it again in each turn.
 * The note may be null. If too many questions wait, the answer is
 * CODE_SLOW_DOWN.
 */
bool queries_ask(uint32_t *ticket, const struct query_note *note,
    struct words words, struct keeper_client_answer *answer);

/*
 * Notes that nobody waits for the question of that ticket any more, if there is
 * one. If the keeper was not asked yet, it will not be; otherwise the outcome
 * is only logged.
 */
void queries_leave(uint32_t ticket);

/*
 * Takes the keeper's answer to the question of that operator, from 0 on
 * (KEEPER_CLIENT_OPERATOR), for which nobody may wait any more.
 */
void queries_answered(
    uint32_t number, const struct keeper_client_answer *answer);

#endif
