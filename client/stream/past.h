/*
 * The lines that a person has been shown, oldest first: for scrolling back, and
 * for those that cannot be printed yet. Owned by the stream.
 */
#ifndef CLIENT_STREAM_PAST_H
#define CLIENT_STREAM_PAST_H

#include <stddef.h>

#include "shared/str.h"

/* The oldest are forgotten when there are more, in number or in bytes. */
#define PAST_LINES 4096
#define PAST_BYTES ((size_t)4 << 20)

/* All zero: nothing yet. */
struct past {
	struct str line[PAST_LINES]; /* a ring; each is malloc's */
	size_t first;
	size_t count;
	size_t bytes;
};

/* Keeps a copy of a line, which has no LF; without memory it is empty. */
void past_add(struct past *past, struct str line);

/* Line i from the oldest, 0, up; valid until the next past_add. */
struct str past_get(const struct past *past, size_t i);

void past_free(struct past *past);

#endif
