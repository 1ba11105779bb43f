/*
 * What stands on the screen of a person: lines that are there to stay, and
 * below them one row with the question, if there is one, and the line being
 * typed. It takes keys and draws by way of out. Used by the chat.
 */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "edit.h"
#include "keys.h"
#include "out.h"
#include "shared/buf.h"
#include "shared/str.h"

/* What a key was that the screen does not deal with. */
enum screen_event {
	SCREEN_NOTHING,
	SCREEN_LINE, /* screen_line is whole */
	SCREEN_QUIT,
	SCREEN_SUSPEND,
	SCREEN_ABORT
};

struct screen {
	struct out *out;
	struct edit edit;
	struct keys keys;
	struct str question; /* in front of the line; a constant */
	size_t columns;
	bool drawn; /* the row is on the screen */
	bool changed; /* but not as it should be */
};

/* Room in out that drawing the row takes at the most. */
#define SCREEN_ROOM 8192

void screen_init(struct screen *screen, struct out *out, size_t columns);

/* One more byte from the keyboard. */
enum screen_event screen_key(struct screen *screen, char byte);

/* True once if bytes came from the keyboard that are not UTF-8. */
bool screen_bad_key(struct screen *screen);

/* The typed line; and its end: it stays on the screen, a new one begins. */
struct str screen_line(const struct screen *screen);
void screen_end_line(struct screen *screen);

void screen_ask(struct screen *screen, struct str question);

/* Another width, or something else was drawn over the row. */
void screen_resize(struct screen *screen, size_t columns);

/* Takes the row off the screen, so that lines can be put where it was. */
void screen_clear_row(struct screen *screen);

/* Draws the row if it is not there as it should be. */
void screen_draw(struct screen *screen);

void screen_free(struct screen *screen);

#endif
