/*
 * The table of addresses from which clients come, each kept as long as there is
 * something to remember. IPv6 addresses are counted by /64, which is what one
 * person has. The table is bounded: addresses that find it full share one
 * entry, and its limits, until there is room again. This module owns only the
 * table; peers.c, which alone uses it, owns the fields.
 */
#ifndef SERVER_POLICY_PEER_TABLE_H
#define SERVER_POLICY_PEER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/bucket.h"
#include "shared/clock.h"
#include "shared/network.h"

/* The number that stands for no entry, and the shared entry's. */
#define PEER_TABLE_NONE 0
#define PEER_TABLE_SHARED 1

/*
 * An address and its counts. All times are of the clock that peer_table_find is
 * given.
 */
struct peer {
	struct network from; /* 0 bits: free, or the shared entry */
	uint32_t clients; /* connected now; while any, the entry stays */
	unsigned crashes; /* of its workers, without those that have faded */
	usec calm; /* the last crash, end of a block, or fading */
	usec kept_out; /* blocked until then; 0: not blocked, nor lately */
	struct bucket came; /* connections, against connect_rate */
	struct bucket logins; /* login tries, against login_rate */
	usec until; /* the entry is kept at least until then */
};

/* Makes an empty table with that many entries. */
void peer_table_init(size_t entries);

/*
 * Returns the address's entry, a new one if there is none, or the shared one.
 */
uint32_t peer_table_find(const struct ip *ip, usec now);

struct peer *peer_table_get(uint32_t number); /* never null */

/* Returns the number of entries, without the shared one. */
size_t peer_table_used(void);

/* Returns the most clients that are connected from one address. */
size_t peer_table_most(void);

/* Returns whether there is an entry with that number. */
bool peer_table_has(uint64_t number);

#endif
