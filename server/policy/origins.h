/*
 * The network that a client counts as one of: its address, or the /64 around
 * one of IPv6, because that is what one person has. Used by the tables that
 * count by address.
 */
#ifndef SERVER_POLICY_ORIGINS_H
#define SERVER_POLICY_ORIGINS_H

#include <stdbool.h>

#include "policy/users.h"
#include "shared/network.h"

/*
 * Returns that network for a struct client's peer. All clients without an
 * address, as behind a UNIX socket, are 0.0.0.0.
 */
struct network origins_of(const char *peer);

/*
 * Returns the same, but tells users of this machine apart: each counts as an
 * address of its own in 100::/64, from which nobody comes (RFC 6666).
 */
struct network origins_of_client(const char *peer, const struct whose *whose);

/* Does its address count (exempt)? True for a client without one. */
bool origins_is_exempt(const char *peer);

/* A hash of the network's address. */
uint64_t origins_hash(const struct network *from);

static inline bool
origins_same(const struct network *one, const struct network *other)
{
	return network_contains(one, &other->ip);
}

#endif
