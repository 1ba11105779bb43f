/*
 * Operators' questions to the keeper, several at a time: a row each, until it
 * has answered, also where nobody waits for that any more. What changes an
 * account is logged when it is done. Used by the operator's orders and the
 * upgrade; what was not answered when a keeper went is asked again of the next.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_QUERIES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_QUERIES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "router/verbs/accounts/keeper_client.h"

/* More than there are connections of operators, for those who have gone. */
#define QUERIES_MAX 32

/* The line that is logged when it is done: "accounts WHAT NAME", by that user.
 */
struct query_note {
	uid_t user;
	struct str what;
	struct str name;
};

/*
 * Asks, or goes on waiting, as keeper_client_ask has it: the ticket is 0 at
 * first, and the question's afterwards. It is to be asked again in each turn.
 * The note may be null. Where too many wait that is CODE_SLOW_DOWN.
 */
bool queries_ask(uint32_t *ticket, const struct query_note *note,
    struct words words, struct keeper_client_answer *answer);

/*
 * Nobody waits for that one any more, if there is one of that ticket: it is not
 * asked, if it was not yet; and what comes of it is logged, and no more.
 */
void queries_leave(uint32_t ticket);

/* The keeper has answered one of them; false: it is none of them. */
bool queries_answered(const struct keeper_client_answer *answer);

#endif
