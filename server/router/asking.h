/*
 * What clients ask the keeper (helpers/keeper.h), and its answers: a client's
 * command waits for it, and with that the lines behind. One at a time for each
 * client. Where there is no keeper, or it does not answer for hold_time, that
 * is an answer as well. Used by accounts.c.
 */
#ifndef SERVER_ROUTER_ASKING_H
#define SERVER_ROUTER_ASKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/fanout.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* False where there is no memory. */
bool asking_init(void);

/* A client goes: it waits for nothing any more. */
void asking_go(uint32_t client);

/* Has it asked, and has not yet taken the answer? */
bool asking_is_on(uint32_t client);

/*
 * Asks on behalf of the client, or goes on waiting: false: it has to. True: an
 * answer has come: a code (CODE_OK: it is done), whether there is more to come,
 * and what was said besides, until the client asks again.
 */
struct asking_answer {
	enum code code;
	bool more;
	uint64_t number; /* of what was asked */
	struct str text;
};
bool asking_ask(
    uint32_t client, struct words words, struct asking_answer *answer);

/*
 * The same for the operator, one order at a time: the ticket is 0 at first, and
 * the order's afterwards. It is to be asked again in each turn.
 */
bool asking_order(
    uint32_t *ticket, struct words words, struct asking_answer *answer);

/* The same for nobody, who does not wait; false: there is no keeper. */
bool asking_tell(struct words words);

/* What the keeper says: an answer; and that it has told all. */
void asking_take(const struct command *command);
void asking_ready(void);

/*
 * A keeper is there in that slot, though it has not told all yet; or it has
 * gone, and another is to come soon, or not. Is one wanted by now?
 */
void asking_keeper_comes(uint32_t slot);
void asking_keeper_goes(bool soon);
bool asking_wants_keeper(void);

/* Can it be asked now, or soon? */
bool asking_can(void);

#endif
