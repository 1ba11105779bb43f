/*
 * The line being typed: its text, the cursor, and the history. Pure: it reads
 * no keyboard and draws nothing.
 */
#ifndef CLIENT_EDIT_EDIT_H
#define CLIENT_EDIT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/history.h"
#include "edit/keys.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The longest line, in bytes: with its LF it just fits into a protocol line. */
#define EDIT_MOST (LIMIT_LINE - 1)

/* The line editor; all zero: an empty line without history. */
struct edit {
	char text[EDIT_MOST]; /* UTF-8; an LF is a line break */
	size_t len;
	size_t cursor; /* byte offset, between two characters */
	size_t ago; /* number of this line in the history; 0: a new line */
	char draft[EDIT_MOST]; /* what was typed before going there */
	size_t draft_len;
	char killed[EDIT_MOST]; /* what was deleted last, but one character */
	size_t killed_len;
	struct history history;
};

/*
 * Performs an editing key. Returns false if the line is full or there is
 * nothing to do, for example at the end of the history. Ignores other keys.
 */
bool edit_key(struct edit *edit, const struct key *key);

/*
 * Replaces the text from byte offset from to the cursor, and puts the cursor
 * after the new text. Returns false if there is no room.
 */
bool edit_replace(struct edit *edit, size_t from, struct str text);

struct str edit_line(const struct edit *edit);

/*
 * Shows another line of at most EDIT_MOST bytes; a new line being typed is kept
 * as the draft. ago is the number of the line in the history, or 0.
 */
void edit_set(struct edit *edit, struct str line, size_t cursor, size_t ago);

/*
 * Goes to the line of that number in the history, or to the draft (0). False if
 * there is none.
 */
bool edit_go(struct edit *edit, size_t ago);

/* Empties the line and wipes it from memory. */
void edit_clear(struct edit *edit);

/*
 * Empties the line and adds it to the history as number 1. Returns false if the
 * history does not keep it: see history_remember.
 */
bool edit_done(struct edit *edit);

void edit_free(struct edit *edit);

/*
 * Returns the start of the character, as a terminal draws it, before or around
 * a place in a line.
 */
size_t edit_step_left(struct str line, size_t at);

#endif
