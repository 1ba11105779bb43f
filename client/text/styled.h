/*
 * A line of the window while it is made: styled text, where what strangers
 * format ends with their text, and where text from right to left turns nothing
 * round but itself. Used where lines are rendered.
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
	struct str base; /* the sequence of the line; may be empty */
	enum depth depth;
	struct style now; /* on top of the base */
	struct style wanted; /* by the codes so far */
	size_t credit; /* bytes that sequences may still take */
};

/*
 * All that is put takes at most HARMLESS_TAB bytes for each byte that strangers
 * said, so many more, and our own words: if formats would take more, some come
 * later or not at all.
 */
#define STYLED_ROOM (8 * STYLE_SGR)

/* Begins a line in a style. What does not fit into the buffer is left out. */
void styled_begin(
    struct styled *line, struct buf *to, struct str base, enum depth depth);

/* Our own words. */
void styled_words(struct styled *line, struct str words);

/* What a stranger has said: harmless, formatted, isolated. */
void styled_text(struct styled *line, struct str text);

/*
 * The same of a list of words, where one from right to left would turn the
 * others round: it alone is isolated. Then nothing is formatted.
 */
void styled_list(struct styled *line, struct str list);

/* The same of a name, in its own style, which may be empty. */
void styled_name(struct styled *line, struct str name, struct str sgr);

/* Nothing of a style is left behind it. */
void styled_end(struct styled *line);

#endif
