/*
 * The last lines, oldest first: for printing those that had to wait.
 */
#ifndef CLIENT_CHAT_PLAIN_SCROLLBACK_H
#define CLIENT_CHAT_PLAIN_SCROLLBACK_H

#include <stddef.h>

#include "shared/str.h"

/*
 * The limits in lines and in bytes; beyond them the oldest line is forgotten.
 */
#define SCROLLBACK_LINES 4096
#define SCROLLBACK_BYTES ((size_t)4 << 20)

/* The past; all zero: empty. */
struct scrollback {
	struct str line[SCROLLBACK_LINES]; /* a ring; malloc'd */
	size_t first;
	size_t count;
	size_t bytes;
};

/* Keeps a copy of a line, which has no LF. Without memory the copy is empty. */
void scrollback_add(struct scrollback *scrollback, struct str line);

/* Returns line i, counted from the oldest, 0; valid until the next
 * scrollback_add. */
struct str scrollback_get(const struct scrollback *scrollback, size_t i);

void scrollback_free(struct scrollback *scrollback);

#endif
