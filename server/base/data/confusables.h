/*
 * A table of names that finds a name confusable with another one: see
 * shared/text/skeleton.h. It holds hashes of the names' skeletons and pointers
 * to the names, not the names. All are looked at, which takes about a
 * nanosecond each.
 */
#ifndef SERVER_BASE_DATA_CONFUSABLES_H
#define SERVER_BASE_DATA_CONFUSABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/text/skeleton.h"

#define CONFUSABLES_NONE UINT32_MAX

struct confusables {
	struct str *name; /* by number; empty: none */
	uint32_t *hash[SKELETON_KINDS]; /* of each skeleton of a name */
	uint32_t ever; /* above every number that ever had a name */
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
