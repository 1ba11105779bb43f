/*
 * Messages that wait to be dealt with: those of a group that matters more
 * first, and those of one group in the order in which they came. Pure; used by
 * jobs.c.
 */
#ifndef CLIENT_SCRIPT_BACKLOG_H
#define CLIENT_SCRIPT_BACKLOG_H

#include <stddef.h>

#include "shared/str.h"

/* How many ranks there are at most; what is beyond shares the last. */
#define BACKLOG_RANKS 64

struct backlog_item;

/* All zero: empty. */
struct backlog {
	struct backlog_rank {
		struct backlog_item *first, *last;
	} rank[BACKLOG_RANKS];
	size_t count;
};

/* Adds a copy of the line; rank 0 is the first. Ends if there is no memory. */
void backlog_add(struct backlog *backlog, size_t rank, struct str line);

/* The line that is next, valid until backlog_drop; a null if there is none. */
struct str backlog_next(const struct backlog *backlog);
void backlog_drop(struct backlog *backlog);

/* Forgets all. */
void backlog_free(struct backlog *backlog);

#endif
