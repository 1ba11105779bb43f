/*
 * A journal that the test plays (puppet.h): it gets the router's records and
 * questions, and stores and answers what the test wants. The configuration must
 * have "history all" or "history groups", and a "state".
 */
#ifndef TESTS_LIB_ROUTER_JOURNAL_H
#define TESTS_LIB_ROUTER_JOURNAL_H

#include "puppet.h"

/*
 * Enters and is ready, with that last ID; or enters, and has not read its files
 * yet.
 */
void played_journal_enter(struct puppet *journal, uint64_t last);
void played_journal_begin(struct puppet *journal);

/* Lets the journal die. */
void played_journal_die(struct puppet *journal);

/*
 * Passes over records. Returns the next question's number, or 0 if the next
 * line is none or there is no line; *what is the question from WHAT on, valid
 * until the next call.
 */
uint64_t played_journal_asked(struct puppet *journal, struct str *what);

/* Says a line of the answer: "past msg ...", "done 0 0", "not-member". */
void played_journal_answer(
    struct puppet *journal, uint64_t number, const char *answer);

#endif
