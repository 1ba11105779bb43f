/*
 * The questions to the journal that are under way, 64 at most: the number of
 * each, and who has asked it.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_JOURNAL_QUESTIONS_H
#define SERVER_ROUTER_VERBS_HISTORY_JOURNAL_QUESTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "router/delivery/forms.h"

/*
 * The askers: a client by its number, an operator, or the server itself, by a
 * ticket.
 */
#define JOURNAL_OPERATORS 32
#define JOURNAL_ASKERS (CLIENTS_MAX + JOURNAL_OPERATORS)
#define JOURNAL_NOBODY UINT32_MAX

#define JOURNAL_QUESTIONS 64

struct journal_question {
	uint64_t number; /* 0: there is none at this place */
	uint32_t asker; /* JOURNAL_NOBODY: it has gone */
	uint32_t parts; /* of the answer, so far */
};

/* Returns how many there are. */
size_t journal_questions_count(void);

/* Returns the question of that place, from 0; null: there is none. */
struct journal_question *journal_questions_at(size_t place);

/* Returns who has asked it; JOURNAL_NOBODY: there is none, or it has gone. */
uint32_t journal_questions_asker(size_t place);

/* Returns the question of that number, or null. */
struct journal_question *journal_questions_find(uint64_t number);

/*
 * Puts a question to the journal in that slot, when there are fewer than most.
 * Returns null if there is no memory.
 */
struct journal_question *journal_questions_put(
    uint32_t slot, uint32_t asker, struct words words);

/* Ends the question; returns who has asked it. */
uint32_t journal_questions_end(struct journal_question *question);

/* Begins again with the first number, when no question is under way. */
void journal_questions_forget(void);

#endif
