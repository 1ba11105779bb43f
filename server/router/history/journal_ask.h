/*
 * Questions to the journal (helpers/journal/), and its answers. A client's
 * command that asks waits for the answer, and so do the lines after it; each
 * asker asks one question at a time. 64 questions are under way at most; the
 * others wait here, in the order in which they came.
 *
 * An answer has several lines, each of which goes to the asker's function at
 * once. If a journal dies before it has answered, or an upgrade replaces it,
 * the asker puts the rest of its question to the next one: any question may be
 * repeated.
 */
#ifndef SERVER_ROUTER_HISTORY_JOURNAL_ASK_H
#define SERVER_ROUTER_HISTORY_JOURNAL_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "router/delivery/forms.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* The askers: a client by its number, or the server itself, by a ticket. */
#define JOURNAL_TICKETS 64
#define JOURNAL_ASKERS (CLIENTS_MAX + JOURNAL_TICKETS)
#define JOURNAL_NOBODY UINT32_MAX

/*
 * Takes a line of the answer before its end: the word after the number, such as
 * "past", and the text after that. Both are checked as text and no further, and
 * valid during the call.
 */
typedef void journal_take(uint32_t asker, struct str word, struct str text);

/*
 * The end of an answer: whether more is to be asked for, or why it was refused;
 * the text is valid until the asker asks again. It covers all lines up to that
 * ID (unstored.h).
 */
struct journal_answer {
	enum code code;
	bool more;
	uint64_t covers;
	struct str text; /* behind done or more, or why it was refused */
};

/*
 * Asks, or continues to wait; without a function to take lines, the answer has
 * none but its end. Returns false while the asker has to wait: a
 * client's line is run again when anything has changed, and must ask again.
 * Returns true once there is an answer. Its code is CODE_UNAVAILABLE if the
 * server has no journal, none has come within hold_time, or three have died of
 * the question.
 */
bool journal_ask(uint32_t asker, struct words words, journal_take *take,
    struct journal_answer *answer);

/*
 * Returns whether the journal has the asker's question, or has answered it; if
 * not, a question is put to it when the asker asks next.
 */
bool journal_ask_has_asked(uint32_t asker);

/* Cancels what the asker waits for, and returns its ticket. */
void journal_ask_cancel(uint32_t asker);

/* Returns a ticket, or JOURNAL_NOBODY if all are in use. */
uint32_t journal_ask_ticket(void);

/*
 * For journal_link.c. Questions are put to the journal in that slot from now
 * on, or to none until the next one. guilty: what is asked may be the reason.
 */
void journal_ask_open(uint32_t slot);
void journal_ask_shut(bool guilty);

/* Takes an answer. Returns an empty string, or what is wrong with it. */
struct str journal_ask_answered(const struct command *command);

/* Return how many questions are under way, and how many wait, too. */
size_t journal_ask_open_questions(void);
size_t journal_ask_questions(void);

#endif
