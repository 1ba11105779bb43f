/*
 * Searching a text in the past of a group or talk, from the end: journal_ask.h.
 * Letters are compared in any ASCII case. It takes time that grows with the
 * length of what is searched, and not with that of the text (Knuth, Morris and
 * Pratt).
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_FIND_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_FIND_H

#include "helpers/journal/journal_ask.h"

/* A text that is wanted, backwards and in lower case. */
struct journal_wanted {
	size_t len;
	unsigned char byte[LIMIT_TEXT];
	uint16_t back[LIMIT_TEXT]; /* how many bytes up to there begin it */
	uint16_t skip[UINT8_MAX + 1]; /* if that byte is where it would begin */
};

/* Sets the wanted text, of 1 to LIMIT_TEXT bytes. */
void journal_find_learn(struct journal_wanted *wanted, struct str text);

/*
 * Returns the place behind the last occurrence in a text; 0 if there is none.
 */
size_t journal_find_last(const struct journal_wanted *wanted, struct str text);

/* The step of a question. */
enum journal_step journal_find(struct journal_ask *ask);

#endif
