/*
 * A set of networks, for configuration keys that can be repeated: networks that
 * are let in, kept out, not counted, or trusted. A lookup costs about as much
 * for the thousands of a block list as for a few.
 */
#ifndef SERVER_BASE_DATA_NETWORKS_H
#define SERVER_BASE_DATA_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/network.h"
#include "shared/str.h"

struct networks_row {
	struct network network;
	size_t parent; /* the smallest larger network that contains it */
	void *about; /* owned by the caller; null at first */
};

/* A set of networks; all zero is empty. */
struct networks {
	struct networks_row *at; /* in the arena */
	size_t count;
	size_t room; /* rows allocated */
};

/*
 * Adds a network; false if there is no memory. After all are added, the set
 * must be settled before any lookup.
 */
bool networks_add(struct networks *networks, const struct network *network);
void networks_sort(struct networks *networks);

/* Removes a network and settles the rest; false if it is not in the set. */
bool networks_remove(struct networks *networks, const struct network *network);

/*
 * Returns the prefix length, in bits, of the smallest network that contains the
 * address; -1: none.
 */
int networks_match(const struct networks *networks, const struct ip *ip);

/*
 * Returns the row of the smallest network that contains the address, or null.
 */
struct networks_row *networks_around(
    const struct networks *networks, const struct ip *ip);

/* Returns the row of the next larger network around a row's, or null. */
struct networks_row *networks_above(
    const struct networks *networks, const struct networks_row *row);

/*
 * Returns the row of exactly that network, or null. It is valid until the set
 * changes.
 */
struct networks_row *networks_find(
    const struct networks *networks, const struct network *network);

/* Empties the set. */
void networks_free(struct networks *networks);

#endif
