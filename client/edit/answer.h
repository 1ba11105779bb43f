/*
 * A line typed as the answer to a question, such as a secret, which is not
 * shown. It has no history and nothing else of the input line.
 */
#ifndef CLIENT_EDIT_ANSWER_H
#define CLIENT_EDIT_ANSWER_H

#include <stdbool.h>

#include "edit/keys.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The longest answer; bytes. */
#define ANSWER_MOST LIMIT_SECRET

/* An answer; all zero: nothing is typed yet, and it may be seen. */
struct answer {
	char text[ANSWER_MOST];
	size_t len;
	bool hidden; /* it is a secret */
};

/* The result of a key. */
enum answered { ANSWER_GOES_ON, ANSWER_BELL, ANSWER_DONE, ANSWER_CANCELLED };

/* Wipes what was typed, and begins anew. */
void answer_begin(struct answer *answer, bool hidden);

/* Takes a key, also one that is pasted. */
enum answered answer_key(struct answer *answer, const struct key *key);

struct str answer_text(const struct answer *answer);

/* Returns the text to show: none of a secret. */
struct str answer_shown(const struct answer *answer);

#endif
