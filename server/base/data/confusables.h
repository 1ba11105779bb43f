/*
 * A table of names that finds those that look like another name: see
 * shared/text/look.h. It holds numbers and pointers to their names, not the
 * names.
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
	unsigned ways; /* the number of its different looks; 0: no name */
	uint32_t hash[LOOK_WAYS];
};

struct confusables {
	struct confusables_entry *entry;
	struct chain chain; /* of each number in each of its looks */
	uint32_t *room; /* for the look being hashed */
};

/* Makes a table for numbers below rows. */
void confusables_init(struct confusables *looks, size_t rows);

/* Removes all names. */
void confusables_empty(struct confusables *looks);

/*
 * Gives a name to a number that has none. The name has at most LIMIT_NAME
 * bytes, which must stay in place until it is dropped.
 */
void confusables_add(
    struct confusables *looks, uint32_t number, struct str name);
void confusables_drop(struct confusables *looks, uint32_t number);

/*
 * Returns a number whose name looks like this one, other than the number but;
 * or CONFUSABLES_NONE.
 */
uint32_t confusables_find(
    const struct confusables *looks, struct str name, uint32_t but);

#endif
