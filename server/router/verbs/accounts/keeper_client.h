/*
 * Clients' questions to the keeper (helpers/keeper/keeper.h), and its answers.
 * A command that asks waits for the answer, and so do the lines after it; a
 * client asks one question at a time. If there is no keeper, or it does not
 * answer within hold_time, that is an answer as well.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_KEEPER_CLIENT_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_KEEPER_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "base/state/state.h"
#include "router/delivery/fanout.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

/*
 * Those who ask: clients, by their numbers; operators, whose questions
 * (queries.h) are asked as those of clients; ban_store.c; and modules, by tags.
 * There are more operators than connections of theirs, to leave rows for
 * questions that nobody waits for any more.
 */
#define KEEPER_CLIENT_OPERATORS 32
#define KEEPER_CLIENT_TAGS 16384
#define KEEPER_CLIENT_OPERATOR ((uint32_t)CLIENTS_MAX)
#define KEEPER_CLIENT_BANS (KEEPER_CLIENT_OPERATOR + KEEPER_CLIENT_OPERATORS)
#define KEEPER_CLIENT_MODULE (KEEPER_CLIENT_BANS + 1)

/* Cancels what a client waits for. */
void keeper_client_cancel(uint32_t client);

/* Returns whether the client has asked and has not taken the answer yet. */
bool keeper_client_call_pending(uint32_t client);

/*
 * Return whether this keeper was asked for the client, even if it has answered;
 * and the question's number, or 0 if it was not asked or has answered.
 */
bool keeper_client_has_asked(uint32_t client);
uint64_t keeper_client_number(uint32_t client);

/*
 * Asks the keeper on behalf of a client, or continues to wait. Returns false
 * while the client has to wait. Returns true once there is an answer: its code
 * (CODE_OK: done), whether more is to come, and the rest of its text, which is
 * valid until the client asks again. The client stops waiting at until
 * (ticks_mono), of which that of the first call counts.
 */
struct keeper_client_answer {
	enum code code;
	bool more;
	uint64_t number; /* of the question; 0: not the keeper's answer */
	struct str text;
};
bool keeper_client_ask(uint32_t client, usec until, struct words words,
    struct keeper_client_answer *answer);

/*
 * Returns whether nobody should wait for an answer any longer: it is past that
 * time, or no keeper will come soon. If a keeper was asked (number), and has
 * ended, it may have done the work: that waits for the next one.
 */
bool keeper_client_is_over(usec until, uint64_t number);

/*
 * Asks on behalf of ban_store.c. Returns the question's number, or 0 if there
 * is no keeper now.
 */
uint64_t keeper_client_send(struct words words);

/* Returns a ticket that nobody else has, above 2^31. */
uint32_t keeper_client_ticket(void);

/* Asks for a keeper to be started, if there is none. */
void keeper_client_request_keeper(void);

/* Returns a number that changes when a keeper comes or goes. */
uint64_t keeper_client_generation(void);

/*
 * Asks on behalf of a module, whose tag (below KEEPER_CLIENT_TAGS) comes back
 * with the answer. Returns the question's number, or 0 if there is no keeper
 * now. Questions that a keeper has not answered when it goes are lost; the
 * module asks the next keeper.
 */
uint64_t keeper_client_post(uint32_t tag, struct words words);

/*
 * Runs the client's line, or the operators' orders, again, in this turn or the
 * next.
 */
void keeper_client_wake(uint32_t client);

/*
 * Takes an answer of the keeper, and gives it to the client that has asked.
 * Returns who has asked.
 */
uint32_t keeper_client_receive(
    const struct command *command, struct keeper_client_answer *answer);

/* Takes the end of the keeper's first report. */
void keeper_client_reported(void);

/*
 * Note that a keeper is in that slot, though it has not reported everything
 * yet; or that it has gone, everything that it sent was taken, and another
 * comes soon, or not. Questions that it has not answered are put to the next
 * keeper. keeper_client_wants_keeper returns whether a keeper is wanted by now.
 */
void keeper_client_keeper_started(uint32_t slot);
void keeper_client_keeper_ended(bool soon);
bool keeper_client_wants_keeper(void);

/*
 * Watches the keeper, in each turn. If it has not reported everything or owes
 * answers, and has sent nothing for hold_time, that is trouble (SCORE_SILENT),
 * whose beginning and end are logged. keeper_client_note_line notes any line of
 * the keeper. wanted is false if no keeper is wanted any more.
 */
void keeper_client_watch(bool wanted);
void keeper_client_note_line(void);

/*
 * Return whether the keeper can be asked now or soon; at once; and soon, but
 * not at once.
 */
bool keeper_client_available(void);
bool keeper_client_is_connected(void);
bool keeper_client_is_awaited(void);

/* Returns whether what the keeper has outlasts the server. */
bool keeper_client_is_lasting(void);

/*
 * Save and load questions for the next program (base/state/state.h), where the
 * old keeper may still answer them. They are part of the section of accounts.c:
 * a first part, and a row for each client.
 */
void keeper_client_save(struct state *state);
void keeper_client_save_row(struct state *state, uint32_t client);
void keeper_client_load(struct state *state);
void keeper_client_load_row(struct state *state, uint32_t client);

#endif
