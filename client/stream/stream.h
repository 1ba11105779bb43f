/*
 * What stands on the screen of a person: lines that are there to stay, and
 * below them one row with the question, if there is one, and the line being
 * typed; below that the status line. It takes keys and draws by way of out,
 * and of the row only what has changed. Used by the chat.
 */
#ifndef CLIENT_STREAM_STREAM_H
#define CLIENT_STREAM_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/typing.h"
#include "shared/buf.h"
#include "shared/str.h"
#include "stream/pager.h"
#include "stream/past.h"
#include "text/out.h"

/* The row is no longer than the line with the question. */
#define STREAM_ROW (EDIT_MOST + 128)
#define STREAM_STATUS 2048

struct stream {
	struct out *out;
	bool plain; /* nothing but CR and spaces: no escape sequences */
	struct typing *typing; /* what the row shows */
	struct str question; /* in front of the line; a constant */
	size_t columns;
	bool drawn; /* the row is on the screen, with the status line */
	char row[STREAM_ROW]; /* what then stands there, and the cursor */
	size_t row_len;
	size_t cursor; /* bytes of the row before it; SIZE_MAX: elsewhere */
	char status[STREAM_STATUS];
	size_t status_len; /* 0: there is none */
	struct past past;
	size_t unprinted; /* the last so many lines of it */
	struct pager pager;
	bool one_screen; /* the terminal has no other beside its own */
};

/* Room in out that drawing the row takes at the most. */
#define STREAM_ROOM 20480

/* The row shows what is typed there, which stays the caller's. */
void stream_init(struct stream *stream, struct out *out, struct typing *typing);

/*
 * Adds lines, each with its LF, above the row. They are printed as soon as
 * there is room in out, and not while the person scrolls back.
 */
void stream_add(struct stream *stream, struct str lines);

/* Prints what can be printed by now; true if that is all. */
bool stream_print(struct stream *stream);

/*
 * The terminal is ours, or is to be given back: whatever mode it has besides
 * that of the kernel.
 */
void stream_take(struct stream *stream);
void stream_give_back(struct stream *stream);

/* A key that scrolls is dealt with: true; any other closes the past. */
bool stream_scrolls(struct stream *stream, const struct key *key);

/* The screen is empty, and the row is drawn anew. */
void stream_redraw(struct stream *stream);

/* The typed line is done, and stays on the screen; the caller empties it. */
void stream_end_line(struct stream *stream);

void stream_ask(struct stream *stream, struct str question);

/* The status line, which is to be less wide than the screen, and may be shown.
 */
void stream_set_status(struct stream *stream, struct str status);

/* Another size, or something else was drawn over the row. */
void stream_resize(struct stream *stream, size_t columns, size_t rows);

/* Takes the row, and the view of the past, off the screen. */
void stream_clear_row(struct stream *stream);

/* Draws what of the row is not there as it should be. */
void stream_draw(struct stream *stream);

void stream_free(struct stream *stream);

#endif
