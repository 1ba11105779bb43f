/*
 * What stands on the screen of a person: lines that are there to stay, and
 * below them one row with the question, if there is one, and the line being
 * typed; below that the status line. It takes keys and draws by way of out,
 * and of the row only what has changed. Used by the chat.
 */
#ifndef CLIENT_PERSON_SCREEN_H
#define CLIENT_PERSON_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "person/complete.h"
#include "person/edit.h"
#include "person/keys.h"
#include "person/pager.h"
#include "person/past.h"
#include "person/paste.h"
#include "shared/buf.h"
#include "shared/str.h"
#include "text/out.h"

/* What a key was that the screen does not deal with. */
enum screen_event {
	SCREEN_NOTHING,
	SCREEN_LINE, /* screen_line is whole */
	SCREEN_PASTE, /* many lines: the person has to be asked */
	SCREEN_PASTE_LONG, /* it was too long, and is dropped */
	SCREEN_YES, /* the answers; screen->paste has the lines */
	SCREEN_NO,
	SCREEN_DO, /* the same of screen_line, which screen_doubt asks about */
	SCREEN_SAY,
	SCREEN_KEEP,
	SCREEN_TAB, /* the word is to be completed: screen_complete */
	SCREEN_NEXT, /* group */
	SCREEN_PREVIOUS,
	SCREEN_NUMBER, /* the group of screen->number */
	SCREEN_QUIT,
	SCREEN_SUSPEND,
	SCREEN_ABORT,
	SCREEN_EVENTS
};

/* The row is no longer than the line with the question. */
#define SCREEN_ROW (EDIT_MOST + 128)
#define SCREEN_STATUS 2048

struct screen {
	struct out *out;
	bool plain; /* nothing but CR and spaces: no escape sequences */
	struct edit edit;
	struct keys keys;
	struct str question; /* in front of the line; a constant */
	size_t columns;
	bool drawn; /* the row is on the screen, with the status line */
	char row[SCREEN_ROW]; /* what then stands there, and the cursor */
	size_t row_len;
	size_t cursor; /* bytes of the row before it; SIZE_MAX: elsewhere */
	char status[SCREEN_STATUS];
	size_t status_len; /* 0: there is none */
	size_t number; /* from 1 */
	enum {
		SCREEN_TYPES,
		SCREEN_ASKS_PASTE, /* many lines wait for the person's word */
		SCREEN_ASKS_LINE /* and so does the one that was typed */
	} state;
	struct complete complete;
	struct paste paste;
	struct past past;
	size_t unprinted; /* the last so many lines of it */
	struct pager pager;
	bool one_screen; /* the terminal has no other beside its own */
};

/* Room in out that drawing the row takes at the most. */
#define SCREEN_ROOM 20480

void screen_init(struct screen *screen, struct out *out);

/*
 * Adds lines, each with its LF, above the row. They are printed as soon as
 * there is room in out, and not while the person scrolls back.
 */
void screen_add(struct screen *screen, struct str lines);

/* Prints what can be printed by now; true if that is all. */
bool screen_print(struct screen *screen);

/*
 * The terminal is ours, or is to be given back: whatever mode it has besides
 * that of the kernel.
 */
void screen_take(struct screen *screen);
void screen_give_back(struct screen *screen);

/* One more byte from the keyboard. */
enum screen_event screen_key(struct screen *screen, char byte);

/* Completes the word before the cursor, or rings. */
void screen_complete(struct screen *screen, const struct choice *choice);

/* True once if bytes came from the keyboard that are not UTF-8. */
bool screen_bad_key(struct screen *screen);

/* The typed line; and its end: it stays on the screen, a new one begins. */
struct str screen_line(const struct screen *screen);
void screen_end_line(struct screen *screen);

void screen_ask(struct screen *screen, struct str question);

/* Whether the typed line is to be done is asked, and whether to say it. */
void screen_doubt(struct screen *screen);

/* The status line, which is to be less wide than the screen, and may be shown.
 */
void screen_set_status(struct screen *screen, struct str status);

/* Another size, or something else was drawn over the row. */
void screen_resize(struct screen *screen, size_t columns, size_t rows);

/* Takes the row, and the view of the past, off the screen. */
void screen_clear_row(struct screen *screen);

/* Draws what of the row is not there as it should be. */
void screen_draw(struct screen *screen);

void screen_free(struct screen *screen);

#endif
