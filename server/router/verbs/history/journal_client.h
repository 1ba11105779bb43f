/*
 * Questions of clients and operators to the journal (helpers/journal/), and its
 * answers. A command that asks waits for the answer, and so do the lines
 * after it; each asks one question at a time. 64 questions are under way at
 * most; the others wait here, in the order in which they came.
 *
 * An answer has several lines, each of which goes to the asker's function at
 * once. If a journal dies before it has answered, the asker puts the rest of
 * its question to the next one: it knows how far it has come.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_JOURNAL_CLIENT_H
#define SERVER_ROUTER_VERBS_HISTORY_JOURNAL_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/forms.h"
#include "router/verbs/history/journal_questions.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

/*
 * Takes a line of the answer before its end: the word after the number, such as
 * "past", and the text after that. Both are checked as text and no further, and
 * valid during the call.
 */
typedef void journal_take(uint32_t asker, struct str word, struct str text);

/*
 * The end of an answer: whether more is to be asked for, or why it was refused;
 * the text is valid until the asker asks again.
 */
struct journal_answer {
	enum code code;
	bool more;
	struct str text; /* behind done or more: LASTID and COUNT, mostly */
};

/*
 * Asks, or continues to wait. Returns false while the asker has to wait: a
 * client's line is run again when anything has changed, and must ask again, for
 * what is still missing then. Returns true once there is an answer. Its code is
 * CODE_UNAVAILABLE if no history is recorded, if no journal has come within
 * hold_time, if several of them have died of the question, or if the journal
 * cannot write and has no room for the question, or no answer within hold_time.
 */
bool journal_client_ask(uint32_t asker, struct words words, journal_take *take,
    struct journal_answer *answer);

/*
 * Works like journal_client_ask for a question about rows, which the journal
 * has without a history, too.
 */
bool journal_client_ask_rows(uint32_t asker, struct words words,
    journal_take *take, struct journal_answer *answer);

/*
 * Returns whether the journal has the asker's question, or has answered it; if
 * not, a question is put to it when the asker asks next.
 */
bool journal_client_has_asked(uint32_t asker);

/* Cancels what the asker waits for, and returns an operator's ticket. */
void journal_client_cancel(uint32_t asker);

/* Returns a ticket for an operator, or JOURNAL_NOBODY if all are in use. */
uint32_t journal_client_ticket(void);

/*
 * For journal_link.c. Questions are put to the journal in that slot from now
 * on, or to none until the next one; or the journal has gone, and they are
 * asked again. guilty: they may have been the reason.
 */
void journal_client_open(uint32_t slot);
void journal_client_shut(void);
void journal_client_gone(bool guilty);

/*
 * For journal_link.c. The journal cannot write, or none has been ready for
 * hold_time; or this is over.
 */
void journal_client_set_failing(bool failing);

/* Takes an answer. Returns an empty string, or what is wrong with it. */
struct str journal_client_answered(const struct command *command);

/*
 * Gives places that were kept for askers who did not come to others; to be
 * called in each turn.
 */
void journal_client_turn(void);

/*
 * Return whether a question is under way, and how many are, or wait for a place
 * or a journal.
 */
bool journal_client_is_owed(void);
size_t journal_client_questions(void);

#endif
