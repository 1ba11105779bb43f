/*
 * Ctrl-R: searches the history while the word is typed, as readline does.
 * struct find_word serves other searches as well. Pure.
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

/* The room for find_prompt, in bytes. */
#define FIND_PROMPT (FIND_MOST + 32)

/* A search word while it is typed; all zero: empty. */
struct find_word {
	char text[FIND_MOST]; /* UTF-8 */
	size_t len;
};

/* The effect of a key on the word. */
enum find_typed {
	FIND_OTHER, /* the key does not edit the word */
	FIND_FULL, /* no room, or nothing to delete */
	FIND_LONGER,
	FIND_SHORTER
};

enum find_typed find_type(struct find_word *word, const struct key *key);

struct str find_text(const struct find_word *word);

/* A search in the history; all zero: none. */
struct find {
	bool active;
	bool failed; /* no line contains the word: the last match is shown */
	struct find_word word;
	size_t ago; /* number of the line before the search */
};

/* Begins a search from the current line. */
void find_begin(struct find *find, const struct edit *edit);

/* The effect of a key on the search. */
enum find_action {
	FIND_GOES_ON, /* or it is cancelled: the line is as it was before */
	FIND_BELL, /* the search continues, but there is nothing to find */
	/* done: the match is the line, and the key still has to be performed */
	FIND_TAKEN
};

enum find_action find_key(
    struct find *find, struct edit *edit, const struct key *key);

/* Appends the prompt of the search: "(search back) `abc': ". */
void find_prompt(const struct find *find, struct buf *to);

#endif
