/*
 * A set of networks, for keys of the configuration that may stand many times:
 * who is let in, kept out, not counted, trusted. Looking an address up costs
 * the same for a few networks as for the thousands of a block list. Filled by
 * config.c, asked by the router's modules.
 */
#ifndef SERVER_BASE_DATA_NETWORKS_H
#define SERVER_BASE_DATA_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/state/state.h"
#include "shared/network.h"

struct networks_row {
	struct network network;
	size_t parent; /* the next larger one that has it within */
	void *about; /* the owner's; null at first */
};

/* All zero is an empty set. */
struct networks {
	struct networks_row *at; /* in the arena */
	size_t count;
	size_t room; /* rows that at has memory for */
};

/*
 * Adds one; false where there is no memory. When all are added, the set is to
 * be settled before it is asked.
 */
bool networks_add(struct networks *networks, const struct network *network);
void networks_settle(struct networks *networks);

/* Removes it, and settles what is left; false if it is not in the set. */
bool networks_remove(struct networks *networks, const struct network *network);

/* How many bits the smallest network has that the address is in; -1: none. */
int networks_match(const struct networks *networks, const struct ip *ip);

/* The row of the smallest one that the address is in; null: of none. */
struct networks_row *networks_around(
    const struct networks *networks, const struct ip *ip);

/* And of the next larger one around that; likewise. */
struct networks_row *networks_above(
    const struct networks *networks, const struct networks_row *row);

/* The row of that very network, until the set changes; null: it is not in. */
struct networks_row *networks_find(
    const struct networks *networks, const struct network *network);

/* Empties the set. */
void networks_free(struct networks *networks);

/* The value of a line of the state; false, and noted, if it is none. */
bool network_from_state(struct state *state, struct network *network);

#endif
