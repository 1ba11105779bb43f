/*
 * A table of names in which those are found that look like another: see
 * shared/text/look.h. It holds numbers and where their names stand, not the
 * names. Used by groups.c for who is here, and by logins.c.
 */
#ifndef SERVER_BASE_DATA_LOOKS_H
#define SERVER_BASE_DATA_LOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/chain.h"
#include "shared/text/look.h"

#define LOOKS_NONE UINT32_MAX

struct looks_entry {
	struct str name;
	unsigned ways; /* in which it looks different; 0: no name */
	uint32_t hash[LOOK_WAYS];
};

struct looks {
	struct looks_entry *entry;
	struct chain chain; /* of each number in each of its ways */
	uint32_t *room; /* for the look that is hashed */
};

/* For the numbers below rows; false where there is no memory. */
bool looks_init(struct looks *looks, size_t rows);

/* No number has a name any more. */
void looks_empty(struct looks *looks);

/*
 * The number, which has none, has that name from now on: at most LIMIT_NAME
 * bytes, which stay where they are until it is dropped.
 */
void looks_add(struct looks *looks, uint32_t number, struct str name);
void looks_drop(struct looks *looks, uint32_t number);

/* Some number but that one, whose name looks like this; or LOOKS_NONE. */
uint32_t looks_find(const struct looks *looks, struct str name, uint32_t but);

#endif
