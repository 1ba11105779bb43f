/*
 * A list of displayed lines. Each line is allocated separately, so pointers to
 * it stay valid as long as it is kept. Pure but for memory allocation.
 */
#ifndef CLIENT_VIEWS_LINES_H
#define CLIENT_VIEWS_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/str.h"

enum line_kind {
	LINE_TALK, /* said by somebody else */
	LINE_MENTION, /* said by somebody else, and mentions us */
	LINE_OWN, /* said by us, and confirmed by the server */
	LINE_DEED, /* done by us: a join, a topic */
	LINE_EVENT, /* about the group: a topic, a mode */
	LINE_PRESENCE, /* joins, leaves, quits and renamings */
	LINE_REMARK, /* a remark of the client */
	LINE_MISTAKE, /* an error shown by the client */
	LINE_PENDING, /* ours, not confirmed yet */
	LINE_REFUSED, /* ours, refused by the server */
	LINE_LOST /* ours; unknown whether it has arrived */
};

struct line {
	/* neighbours in the list; null at the ends */
	struct line *before, *after;
	usec time; /* wall clock, for an event its ID; 0: not shown */
	uint32_t who; /* hash of who has spoken, or changed to the name; or 0 */
	uint32_t len; /* of text, in bytes */
	unsigned char kind; /* enum line_kind, in one byte to save memory */
	char text[]; /* styled, without LF or NUL */
};

/* The list; all zero: empty. */
struct lines {
	struct line *first, *last;
	size_t count;
	size_t bytes; /* sum of lines_cost */
};

/*
 * Returns a new line, in no list, for the caller to free. Null
 * if there is no memory or the text is longer than 4 GiB.
 */
struct line *lines_new(enum line_kind kind, usec time, struct str text);

/* Returns the memory that the line takes, in bytes, with malloc's overhead. */
size_t lines_cost(const struct line *line);

/* Returns whether the line is an event of the server, so that time is its ID.
 */
static inline bool
lines_is_event(const struct line *line)
{
	return line->kind <= LINE_PRESENCE && line->time != 0;
}

/* Returns the line's text; valid as long as the line. */
static inline struct str
lines_text(const struct line *line)
{
	return (struct str) { line->text, line->len };
}

/* Inserts the line before another one; at the end if that is null. */
void lines_put(struct lines *lines, struct line *line, struct line *before);

/* Removes the line from the list; the caller frees it. */
void lines_take_out(struct lines *lines, struct line *line);

/* Frees all lines. */
void lines_free(struct lines *lines);

#endif
