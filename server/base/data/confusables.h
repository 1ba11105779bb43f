/*
 * A table of names that finds a name confusable with another one: see
 * shared/text/skeleton.h. It holds numbers and pointers to their names, not the
 * names.
 */
#ifndef SERVER_BASE_DATA_CONFUSABLES_H
#define SERVER_BASE_DATA_CONFUSABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/index.h"
#include "shared/text/skeleton.h"

#define CONFUSABLES_NONE UINT32_MAX

struct confusables_entry {
	struct str name;
	unsigned kinds; /* how many different skeletons it has; 0: no name */
	uint32_t hash[SKELETON_KINDS];
};

struct confusables {
	struct confusables_entry *entry;
	struct hash_chains chains; /* of each number in each of its skeletons */
	uint32_t *room; /* for the skeleton being hashed */
};

/* Makes a table for numbers below rows. */
void confusables_init(struct confusables *table, size_t rows);

/* Removes all names. */
void confusables_empty(struct confusables *table);

/*
 * Gives a name to a number that has none. The name has at most LIMIT_NAME
 * bytes, which must stay in place until it is dropped.
 */
void confusables_add(
    struct confusables *table, uint32_t number, struct str name);
void confusables_drop(struct confusables *table, uint32_t number);

/*
 * Returns a number, other than but, whose name is confusable with this one;
 * or CONFUSABLES_NONE.
 */
uint32_t confusables_find(
    const struct confusables *table, struct str name, uint32_t but);

#endif
