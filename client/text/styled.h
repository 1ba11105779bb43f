/*
 * Builds a line as styled text: text with escape sequences, which the window
 * lays out as cells and the stream writes as it is. Strangers' text has no
 * formatting, and right-to-left text reorders nothing but itself.
 */
#ifndef CLIENT_TEXT_STYLED_H
#define CLIENT_TEXT_STYLED_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/str.h"
#include "text/style.h"

struct styled {
	struct buf *to;
	bool bare; /* without styles: a program reads it */
	sgr base; /* of the whole line */
	sgr now; /* in effect */
};

/*
 * The room for styles: of a line, and of three names in it. A line takes at
 * most HARMLESS_TAB bytes for each byte that strangers wrote, plus STYLED_ROOM,
 * plus our own words.
 */
#define STYLED_ROOM (8 * STYLE_SGR)

/*
 * Begins a line in a style. Text that does not fit into the buffer is dropped.
 */
void styled_begin(struct styled *line, struct buf *to, sgr base, bool bare);

/* Appends our own words. */
void styled_words(struct styled *line, struct str words);

/* Appends a stranger's text: harmless, isolated. */
void styled_text(struct styled *line, struct str text);

/*
 * Appends a stranger's text after a sign of ours, such as the # of a group's
 * name. The sign is isolated with a right-to-left name, so that it stands at
 * the beginning of that, on the right.
 */
void styled_signed(struct styled *line, struct str sign, struct str text);

/*
 * Appends a stranger's list of words. Each right-to-left word is isolated by
 * itself, so that it does not reorder the others.
 */
void styled_list(struct styled *line, struct str list);

/* Appends a stranger's name in a style of its own. */
void styled_name(struct styled *line, struct str name, sgr style);

/* Ends the line and all its styles. */
void styled_end(struct styled *line);

#endif
