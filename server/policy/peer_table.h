/*
 * What is remembered of the addresses that clients come from, as long as there
 * is something to remember. IPv6 goes by /64, for that is what one person has.
 * The table is bounded: addresses that find it full share one entry, and its
 * limits, until there is room again. This file owns the table and nothing
 * else; the fields are those of peers.c, which alone calls it.
 */
#ifndef SERVER_POLICY_PEER_TABLE_H
#define SERVER_POLICY_PEER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/bucket.h"
#include "shared/clock.h"
#include "shared/network.h"

/* The number of no entry, and of the one that addresses without one share. */
#define PEER_TABLE_NONE 0
#define PEER_TABLE_SHARED 1

/* All times are of the clock that peer_table_find is told. */
struct peer {
	struct network from; /* of no bits: free, or the shared one */
	uint32_t clients; /* that are in; it is remembered while there are */
	unsigned crashes; /* of its workers, as far as they have not faded */
	usec calm; /* when the last of them came, or faded */
	usec kept_out; /* until then; 0: it is not, and was not lately */
	struct bucket came; /* connections, against its rate */
	struct bucket logins; /* tries, likewise */
	usec until; /* it is remembered until then at least */
};

/* A table of that many entries, empty; false where there is no memory. */
bool peer_table_init(size_t entries);

/* The entry of an address, a new one if need be, or the shared one. */
uint32_t peer_table_find(const struct ip *ip, usec now);

struct peer *peer_table_get(uint32_t number); /* never null */

/* How many entries there are, the shared one aside. */
size_t peer_table_used(void);

/* Is there an entry of that number? */
bool peer_table_has(uint64_t number);

#endif
