/*
 * A list of lines as they are shown, each allocated on its own, so that a line
 * can be pointed to as long as it is kept. Pure but for the memory; used by the
 * views, and read by whoever draws them.
 */
#ifndef CLIENT_VIEWS_LINES_H
#define CLIENT_VIEWS_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/str.h"

enum line_kind {
	LINE_TALK, /* of somebody else */
	LINE_MENTION, /* the same, and meant for us */
	LINE_OWN, /* said by us, and confirmed */
	LINE_EVENT, /* of the group: a topic, a mode */
	LINE_PRESENCE, /* who came, went or has another name */
	LINE_REMARK, /* of the client's own */
	LINE_MISTAKE, /* likewise: what was wrong */
	LINE_PENDING, /* said by us, not yet confirmed */
	LINE_REFUSED, /* said by us, and refused */
	LINE_LOST /* said by us, and not known whether it has arrived */
};

struct line {
	struct line *before, *after; /* in its list; null at the ends */
	usec time; /* wall clock; 0: shows none */
	uint32_t len; /* of text, bytes */
	unsigned char kind; /* enum line_kind, in a byte: there are many */
	char text[]; /* styled, no LF, not ended by NUL */
};

/* All zero: there are none. */
struct lines {
	struct line *first, *last;
	size_t count;
	size_t bytes; /* sum of lines_cost */
};

/*
 * A line of its own, in no list, for the caller to free. Null if there is no
 * memory, or the text is longer than 4 GiB.
 */
struct line *lines_new(enum line_kind kind, usec time, struct str text);

/* The bytes of memory that it takes, with what malloc needs for itself. */
size_t lines_cost(const struct line *line);

/* Its text; valid as long as the line. */
static inline struct str
lines_text(const struct line *line)
{
	return (struct str) { line->text, line->len };
}

/* Puts it into the list, before that one; at the end if that is null. */
void lines_put(struct lines *lines, struct line *line, struct line *before);

/* Takes it out of its list; the caller frees it. */
void lines_take_out(struct lines *lines, struct line *line);

/* Frees all of them. */
void lines_free(struct lines *lines);

#endif
