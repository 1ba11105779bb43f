/*
 * What clients ask the keeper (helpers/keeper.h), and its answers: a client's
 * command waits for it, and with that the lines behind. One at a time for each
 * client. Where there is no keeper, or it does not answer for hold_time, that
 * is an answer as well. Used by accounts.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_KEEPER_CLIENT_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_KEEPER_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/rank.h"
#include "base/mem/limits.h"
#include "base/state/state.h"
#include "router/delivery/fanout.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* A client goes: it waits for nothing any more. */
void keeper_client_cancel(uint32_t client);

/* Has it asked, and has not yet taken the answer? */
bool keeper_client_call_pending(uint32_t client);

/* Under which number the keeper has been asked for it; 0: it has not yet. */
uint64_t keeper_client_number(uint32_t client);

/*
 * Asks on behalf of the client, or goes on waiting: false: it has to. True: an
 * answer has come: a code (CODE_OK: it is done), whether there is more to come,
 * and what was said besides, until the client asks again. The turn's rank is
 * for what the keeper has to hash; at its time (ticks_mono) the client waits no
 * longer. Only that of the first call counts.
 */
struct keeper_client_turn {
	struct rank rank;
	usec until;
};
struct keeper_client_answer {
	enum code code;
	bool more;
	uint64_t number; /* of the question; 0: the keeper has not answered */
	struct str text;
};
bool keeper_client_ask(uint32_t client, struct keeper_client_turn turn,
    struct words words, struct keeper_client_answer *answer);

/*
 * Asks on behalf of operators, for queries.c and banned.c. Again: a keeper that
 * has gone was asked, and may have done it. Returns the question's number, or 0
 * if there is no keeper now. And who takes these answers.
 */
uint64_t keeper_client_send(bool again, struct words words);
typedef void keeper_client_sent(const struct keeper_client_answer *answer);
void keeper_client_on_sent(keeper_client_sent *sent);

/* A ticket that nobody has, above 2^31. */
uint32_t keeper_client_ticket(void);

/* One is wanted, if there is none. */
void keeper_client_want(void);

/* Which it is: another number when one has come or gone. */
uint64_t keeper_client_keeper(void);

/*
 * Asks on behalf of a module, whose tag (below KEEPER_CLIENT_TAGS) comes back
 * with the answer. Returns the question's number, or 0 if there is no keeper
 * now. What a keeper has not answered when it goes is not answered any more:
 * the module asks the next one.
 */
#define KEEPER_CLIENT_TAGS 16384
uint64_t keeper_client_post(uint32_t tag, struct words words);

/* Who takes these answers: one module. */
typedef void keeper_client_posted(
    uint32_t tag, uint64_t number, const struct keeper_client_answer *answer);
void keeper_client_on_posted(keeper_client_posted *posted);

/* The client's line is run again in this turn, or in the one that follows. */
void keeper_client_wake(uint32_t client);

/* What the keeper says: an answer; and that it has told all. */
void keeper_client_take(const struct command *command);
void keeper_client_ready(void);

/*
 * A keeper is there in that slot, though it has not told all yet; or it has
 * gone, all that it has said was taken, and another is to come soon, or not.
 * What that one has not answered is asked again of the next, marked as such
 * (helpers/keeper_work.h). Is one wanted by now?
 */
void keeper_client_keeper_comes(uint32_t slot);
void keeper_client_keeper_goes(bool soon);
bool keeper_client_wants_keeper(void);

/*
 * To be called in each turn: a keeper that has not told all, or that owes
 * answers, and has said nothing for hold_time, is trouble (SCORE_SILENT), which
 * is logged, and logged again when one says something: keeper_client_heard,
 * whatever that was. False: none is wanted any more.
 */
void keeper_client_watch(bool wanted);
void keeper_client_heard(void);

/* Can it be asked now, or soon? And at once? */
bool keeper_client_available(void);
bool keeper_client_can_now(void);

/*
 * What of it goes to the next program (base/state/state.h), and back: what has
 * been asked, for the old keeper may still answer there. It is part of the
 * section of accounts.c: what comes first; and each client's.
 */
void keeper_client_save(struct state *state);
void keeper_client_save_row(struct state *state, uint32_t client);
void keeper_client_load(struct state *state);
void keeper_client_load_row(struct state *state, uint32_t client);

#endif
