/*
 * The screen of the chat with -p: lines that are printed to stay, below them
 * one row with the line being typed, after a question if there is one. It draws
 * through out; of the row, only changes are drawn.
 */
#ifndef CLIENT_CHAT_PLAIN_STREAM_H
#define CLIENT_CHAT_PLAIN_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "chat/plain/scrollback.h"
#include "edit/typing.h"
#include "shared/buf.h"
#include "shared/str.h"
#include "text/out.h"

/*
 * Room for the row, which is at most the question and the longest line with the
 * signs of many line breaks.
 */
#define STREAM_ROW (EDIT_MOST + 384)

struct stream {
	struct out *out;
	/* the terminal knows only CR and spaces: no escape sequences */
	bool plain;
	struct typing *typing; /* the line shown in the row */
	struct str question; /* shown before the line; a constant */
	size_t columns;
	size_t round; /* of letters (net/letters.h), announced last */
	bool drawn; /* the row is on the screen */
	/* the row as it is on the screen */
	char row[STREAM_ROW];
	size_t row_len;
	/* offset of the cursor in the row, in bytes; SIZE_MAX: elsewhere */
	size_t cursor;
	struct scrollback scrollback;
	size_t unprinted; /* how many of the last lines are not printed yet */
};

/* The room that drawing the row takes in out, at most. */
#define STREAM_ROOM 20480

/*
 * Sets up the screen. The row shows what is typed in typing, which belongs to
 * the caller.
 */
void stream_init(struct stream *stream, struct out *out, struct typing *typing);

/*
 * Adds lines, each with its LF, above the row. They are printed as soon as out
 * has room.
 */
void stream_add(struct stream *stream, struct str lines);

/* Prints the waiting lines as far as possible. Returns true if none is left. */
bool stream_print(struct stream *stream);

/*
 * Switch bracketed paste on and off, which the kernel's terminal mode does not
 * include.
 */
void stream_take(struct stream *stream);
void stream_give_back(struct stream *stream);

/* Clears the screen, and draws the row anew. */
void stream_redraw(struct stream *stream);

/* Leaves the finished line on the screen; the caller empties it. */
void stream_end_line(struct stream *stream);

void stream_ask(struct stream *stream, struct str question);

/*
 * Sets the size of the screen, or notes that something has drawn over the row.
 */
void stream_resize(struct stream *stream, size_t columns);

/* Removes the row from the screen. */
void stream_clear_row(struct stream *stream);

/* Draws the parts of the row that have changed. */
void stream_draw(struct stream *stream);

void stream_free(struct stream *stream);

#endif
