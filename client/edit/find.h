/*
 * Ctrl-R: the history is searched while the word is typed, as readline does.
 * The word by itself is for other searches as well. Pure; used by the stream
 * and the window.
 */
#ifndef CLIENT_EDIT_FIND_H
#define CLIENT_EDIT_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/edit.h"
#include "edit/keys.h"
#include "shared/buf.h"
#include "shared/str.h"

#define FIND_MOST 64

/* Room that find_prompt takes. */
#define FIND_PROMPT (FIND_MOST + 32)

/* A word that is being typed to be found. All zero: nothing yet. */
struct find_word {
	char text[FIND_MOST]; /* UTF-8 */
	size_t len;
};

/* What a key was to the word. */
enum find_typed {
	FIND_OTHER, /* it is none of the word's keys */
	FIND_FULL, /* or there is nothing to take back */
	FIND_LONGER,
	FIND_SHORTER
};

enum find_typed find_type(struct find_word *word, const struct key *key);

struct str find_text(const struct find_word *word);

/* All zero: nobody searches. */
struct find {
	bool active;
	bool failed; /* the word stands in no line: the last found is shown */
	struct find_word word;
	struct find_word last; /* the word of the search before */
	char line[EDIT_MOST]; /* what was typed, to be there again */
	size_t len, cursor, ago;
};

/* Begins; the line is what is typed now. */
void find_begin(struct find *find, const struct edit *edit);

/* What became of a key while there was a search. */
enum find_deed {
	FIND_GOES_ON,
	FIND_BELL, /* so it does, and there is nothing to be found */
	FIND_GIVEN_UP, /* the line is as it was before */
	FIND_TAKEN /* what was found is the line; the key is still to be done */
};

enum find_deed find_key(
    struct find *find, struct edit *edit, const struct key *key);

/* It is over, and what was found is the line. */
void find_take(struct find *find);

/* Appends what stands in front of the line: "(search back) `abc': ". */
void find_prompt(const struct find *find, struct buf *to);

#endif
