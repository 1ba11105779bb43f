/*
 * The line that is being typed: its text, the cursor, the part that fits the
 * window, and the lines before it. Pure: it reads no keyboard and draws
 * nothing; the screen does.
 */
#ifndef CLIENT_EDIT_EDIT_H
#define CLIENT_EDIT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/history.h"
#include "edit/keys.h"
#include "edit/kill.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The longest line, in bytes: with its LF it is as long as can be sent. */
#define EDIT_MOST (LIMIT_LINE - 1)

/* All zero: an empty line without a history. */
struct edit {
	char text[EDIT_MOST]; /* UTF-8 */
	size_t len;
	size_t cursor; /* offsets in bytes, between two characters */
	size_t from; /* the first byte that the window shows */
	size_t ago; /* which line of the history this is; 0: none of them */
	char *draft; /* what was typed before going there; malloc's */
	size_t draft_len;
	struct history history;
	struct kill kill;
	enum edit_deed {
		EDIT_OTHER, /* or nothing */
		EDIT_KILLED, /* the next kill is joined with this one */
		EDIT_YANKED /* it stands from yanked to the cursor */
	} did; /* by the last key */
	size_t yanked;
};

/* What a window shows of the line. */
struct edit_view {
	struct str shown; /* points into the line */
	size_t cursor; /* column, from 0 */
};

/*
 * Does what an editing key asks for. False if the line is full or there is
 * nothing to do, as at the end of the history; other keys do nothing.
 */
bool edit_key(struct edit *edit, const struct key *key);

/*
 * Puts the text in place of what is between that offset, in bytes, and the
 * cursor, which is behind it then. False if there is no room.
 */
bool edit_replace(struct edit *edit, size_t from, struct str text);

struct str edit_line(const struct edit *edit);

/*
 * Another line in place of this one, which is put aside if it is the draft; ago
 * is its number in the history, or 0. The line is at most EDIT_MOST.
 */
void edit_set(struct edit *edit, struct str line, size_t cursor, size_t ago);

/* The line is empty again, and nothing of it is left in memory. */
void edit_clear(struct edit *edit);

/*
 * The same, and the line goes into the history, where it is number 1 then;
 * false if it is not kept there: see history_add.
 */
bool edit_done(struct edit *edit);

/*
 * The part to be shown in so many columns, at least 1, such that the cursor is
 * in it, or in the column behind it.
 */
struct edit_view edit_view(struct edit *edit, size_t columns);

void edit_free(struct edit *edit);

#endif
