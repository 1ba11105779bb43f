/*
 * A table of names in which those are found that look like another: see
 * shared/text/look.h. It holds numbers and where their names stand, not the
 * names. Used by groups.c for who is here, and by logins.c.
 */
#ifndef SERVER_BASE_DATA_CONFUSABLES_H
#define SERVER_BASE_DATA_CONFUSABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/chain.h"
#include "shared/text/look.h"

#define CONFUSABLES_NONE UINT32_MAX

struct confusables_entry {
	struct str name;
	unsigned ways; /* in which it looks different; 0: no name */
	uint32_t hash[LOOK_WAYS];
};

struct confusables {
	struct confusables_entry *entry;
	struct chain chain; /* of each number in each of its ways */
	uint32_t *room; /* for the look that is hashed */
};

/* For the numbers below rows; false where there is no memory. */
bool confusables_init(struct confusables *looks, size_t rows);

/* No number has a name any more. */
void confusables_empty(struct confusables *looks);

/*
 * The number, which has none, has that name from now on: at most LIMIT_NAME
 * bytes, which stay where they are until it is dropped.
 */
void confusables_add(
    struct confusables *looks, uint32_t number, struct str name);
void confusables_drop(struct confusables *looks, uint32_t number);

/* Some number but that one, whose name looks like this; or CONFUSABLES_NONE. */
uint32_t confusables_find(
    const struct confusables *looks, struct str name, uint32_t but);

#endif
