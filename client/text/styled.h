/*
 * Builds a line of the window as styled text. Strangers' formatting ends with
 * their text, and right-to-left text reorders nothing but itself.
 */
#ifndef CLIENT_TEXT_STYLED_H
#define CLIENT_TEXT_STYLED_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/str.h"
#include "text/depth.h"
#include "text/style.h"

struct styled {
	struct buf *to;
	struct str base; /* the sequence of the whole line; may be empty */
	enum depth depth;
	struct style now; /* in effect, on top of the base */
	struct style wanted; /* asked for by the codes so far */
	size_t credit; /* bytes that sequences may still take */
};

/*
 * The room for styles. A line takes at most HARMLESS_TAB bytes for each byte
 * that strangers wrote, plus STYLED_ROOM, plus our own words. Formatting that
 * would take more is delayed or dropped.
 */
#define STYLED_ROOM (8 * STYLE_SGR)

/*
 * Begins a line in a style. Text that does not fit into the buffer is dropped.
 */
void styled_begin(
    struct styled *line, struct buf *to, struct str base, enum depth depth);

/* Appends our own words. */
void styled_words(struct styled *line, struct str words);

/* Appends a stranger's text: harmless, formatted, isolated. */
void styled_text(struct styled *line, struct str text);

/*
 * Appends a stranger's text after a sign of ours, such as the # of a group's
 * name. The sign is isolated with a right-to-left name, so that it stands at
 * the beginning of that, on the right.
 */
void styled_signed(struct styled *line, struct str sign, struct str text);

/*
 * Appends a stranger's list of words. Each right-to-left word is isolated by
 * itself, so that it does not reorder the others; such a list is not formatted.
 */
void styled_list(struct styled *line, struct str list);

/* Appends a stranger's name in its own style, which may be empty. */
void styled_name(struct styled *line, struct str name, struct str sgr);

/* Ends the line and all its styles. */
void styled_end(struct styled *line);

#endif
