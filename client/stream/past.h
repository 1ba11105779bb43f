/*
 * The lines shown so far, oldest first: for scrolling back, and for printing
 * those that had to wait.
 */
#ifndef CLIENT_STREAM_PAST_H
#define CLIENT_STREAM_PAST_H

#include <stddef.h>

#include "shared/str.h"

/*
 * The limits in lines and in bytes; beyond them the oldest line is forgotten.
 */
#define PAST_LINES 4096
#define PAST_BYTES ((size_t)4 << 20)

/* The past; all zero: empty. */
struct past {
	struct str line[PAST_LINES]; /* a ring; malloc'd */
	size_t first;
	size_t count;
	size_t bytes;
};

/* Keeps a copy of a line, which has no LF. Without memory the copy is empty. */
void past_add(struct past *past, struct str line);

/* Returns line i, counted from the oldest, 0; valid until the next past_add. */
struct str past_get(const struct past *past, size_t i);

void past_free(struct past *past);

#endif
