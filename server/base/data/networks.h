/*
 * A set of networks, for configuration keys that can be repeated and for bans:
 * networks that are let in, kept out, not counted, or trusted. A lookup bisects
 * the set once for each size of network in it.
 */
#ifndef SERVER_BASE_DATA_NETWORKS_H
#define SERVER_BASE_DATA_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/network.h"

struct networks_row {
	struct network network;
	void *about; /* owned by the caller; null at first */
};

/* More than the bits of any network. */
#define NETWORKS_ANY 129

/* A set of networks; all zero is empty. */
struct networks {
	struct networks_row *at; /* in the arena */
	size_t count;
	size_t room; /* rows allocated */
	bool has[NETWORKS_ANY]; /* by bits: there is such a network, or was */
};

/* Adds a network, unless it is there; false if there is no memory. */
bool networks_add(struct networks *networks, const struct network *network);

/* Removes a network; false if it is not in the set. */
bool networks_remove(struct networks *networks, const struct network *network);

/*
 * Return a row, valid until the set changes, or null: that of exactly this
 * network, or that of the smallest network that contains the address and has
 * fewer bits than below. networks_match returns the bits of the smallest one of
 * all; -1: none.
 */
struct networks_row *networks_find(
    const struct networks *networks, const struct network *network);
struct networks_row *networks_around(
    const struct networks *networks, const struct ip *ip, unsigned below);
int networks_match(const struct networks *networks, const struct ip *ip);

/* Empties the set. */
void networks_free(struct networks *networks);

#endif
