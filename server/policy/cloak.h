/*
 * The host that others see for a client: its address hashed with a secret, in
 * parts for wider and wider networks. A mask can match a network, and nobody
 * learns an address.
 */
#ifndef SERVER_POLICY_CLOAK_H
#define SERVER_POLICY_CLOAK_H

#include <stdbool.h>

#include "shared/limits.h"
#include "shared/str.h"

/* Room for a host and its NUL. */
#define CLOAK_ROOM (LIMIT_HOST + 1)

/*
 * Writes the host of a peer, given as addr_text writes it. For an IPv4 address
 * it is "1a2b3c4d5e.1a2b3c4d5e.1a2b3c4d5e.ip": the address, its /24 and its
 * /16. For IPv6 it ends in "ip6" and has the /64, /48 and /32. A peer without a
 * TCP address is "local". The first call draws a secret for this run; if that
 * fails, the host is "hidden".
 */
void cloak_host(struct str peer, char host[CLOAK_ROOM]);

/*
 * Sets the keeper's permanent secret. Returns whether this changes the hosts.
 */
#define CLOAK_SECRET 32 /* bytes */
bool cloak_use(const unsigned char secret[CLOAK_SECRET]);

#endif
