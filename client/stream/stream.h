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

#include "edit/complete.h"
#include "edit/edit.h"
#include "edit/find.h"
#include "edit/keys.h"
#include "edit/paste.h"
#include "shared/buf.h"
#include "shared/str.h"
#include "stream/pager.h"
#include "stream/past.h"
#include "text/out.h"

/* What a key was that the screen does not deal with. */
enum stream_event {
	STREAM_NOTHING,
	STREAM_LINE, /* stream_line is whole */
	STREAM_PASTE, /* many lines: the person has to be asked */
	STREAM_PASTE_LONG, /* it was too long, and is dropped */
	STREAM_YES, /* the answers; stream->paste has the lines */
	STREAM_NO,
	STREAM_DO, /* the same of stream_line, which stream_doubt asks about */
	STREAM_SAY,
	STREAM_KEEP,
	STREAM_TAB, /* the word is to be completed: stream_complete */
	STREAM_NEXT, /* group */
	STREAM_PREVIOUS,
	STREAM_NUMBER, /* the group of stream->number */
	STREAM_QUIT,
	STREAM_SUSPEND,
	STREAM_ABORT,
	STREAM_EVENTS
};

/* The row is no longer than the line with the question. */
#define STREAM_ROW (EDIT_MOST + 128)
#define STREAM_STATUS 2048

struct stream {
	struct out *out;
	bool plain; /* nothing but CR and spaces: no escape sequences */
	struct edit edit;
	struct keys keys;
	struct str question; /* in front of the line; a constant */
	size_t columns;
	bool drawn; /* the row is on the screen, with the status line */
	char row[STREAM_ROW]; /* what then stands there, and the cursor */
	size_t row_len;
	size_t cursor; /* bytes of the row before it; SIZE_MAX: elsewhere */
	char status[STREAM_STATUS];
	size_t status_len; /* 0: there is none */
	size_t number; /* from 1 */
	enum {
		STREAM_TYPES,
		STREAM_ASKS_PASTE, /* many lines wait for the person's word */
		STREAM_ASKS_LINE /* and so does the one that was typed */
	} state;
	struct complete complete;
	struct find find;
	struct paste paste;
	struct past past;
	size_t unprinted; /* the last so many lines of it */
	struct pager pager;
	bool one_screen; /* the terminal has no other beside its own */
};

/* Room in out that drawing the row takes at the most. */
#define STREAM_ROOM 20480

void stream_init(struct stream *stream, struct out *out);

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

/* One more byte from the keyboard. */
enum stream_event stream_key(struct stream *stream, char byte);

/* Completes the word before the cursor, or rings. */
void stream_complete(struct stream *stream, const struct choice *choice);

/* True once if bytes came from the keyboard that are not UTF-8. */
bool stream_bad_key(struct stream *stream);

/* The typed line; and its end: it stays on the screen, a new one begins. */
struct str stream_line(const struct stream *stream);
void stream_end_line(struct stream *stream);

void stream_ask(struct stream *stream, struct str question);

/* Whether the typed line is to be done is asked, and whether to say it. */
void stream_doubt(struct stream *stream);

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
