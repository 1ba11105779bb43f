/*
 * The network by which a client is counted: its address, or for IPv6 the /64
 * around it, which is what one person has.
 */
#ifndef SERVER_POLICY_ORIGINS_H
#define SERVER_POLICY_ORIGINS_H

#include <stdbool.h>

#include "policy/users.h"
#include "shared/network.h"

/*
 * Returns that network for the peer of a struct client. All clients without an
 * address, such as those on UNIX sockets, share 0.0.0.0.
 */
struct network origins_of(const char *peer);

/*
 * Returns the network as origins_of does, but tells users of this machine
 * apart: each counts as an address in 100::/64, from which nobody connects (RFC
 * 6666).
 */
struct network origins_of_client(
    const char *peer, const struct peer_user *peer_user);

/*
 * Returns whether the peer's address is exempt from counting. True for a client
 * without an address.
 */
bool origins_is_exempt(const char *peer);

/* Returns a hash of the network's address. */
uint64_t origins_hash(const struct network *from);

static inline bool
origins_same(const struct network *one, const struct network *other)
{
	return network_contains(one, &other->ip);
}

#endif
