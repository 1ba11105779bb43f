/*
 * Where a client comes from, for those who count: its address, for IPv6 the /64
 * around it, which is what one person has; or, on a UNIX socket, the user of
 * this machine at the other end.
 */
#ifndef SERVER_POLICY_ORIGINS_H
#define SERVER_POLICY_ORIGINS_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/network.h"

/* The user that a connection is counted for. */
struct peer_user {
	bool is_known; /* it came over a UNIX socket */
	uid_t user;
};

/*
 * Finds the user who has connected to the UNIX socket; false if the system does
 * not tell.
 */
bool users_peer(int fd, uid_t *user);

/*
 * Returns the network of the peer of a struct client. All clients without an
 * address, such as those on UNIX sockets, share 0.0.0.0.
 */
struct network origins_of(const char *peer);

/*
 * Returns an address in 100::/64, from which nobody connects (RFC 6666), for a
 * user of this machine.
 */
struct network origins_of_user(uid_t user);

/* Returns the network as origins_of does, but tells such users apart. */
struct network origins_of_client(
    const char *peer, const struct peer_user *peer_user);

/*
 * Returns whether the peer's address is exempt from counting. True for a client
 * without an address.
 */
bool origins_is_exempt(const char *peer);

#endif
