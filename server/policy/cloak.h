/*
 * What others see of where a client is: a host that is its address hashed with
 * a secret, in parts for wider and wider networks, so that a mask reaches a
 * network and nobody learns an address. Used by client_identity.c.
 */
#ifndef SERVER_POLICY_CLOAK_H
#define SERVER_POLICY_CLOAK_H

#include <stdbool.h>

#include "base/state/state.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Room for a host and its NUL. */
#define CLOAK_ROOM (LIMIT_HOST + 1)

/*
 * Of a peer as addr_text writes it: "1a2b3c4d5e.1a2b3c4d5e.1a2b3c4d5e.ip", for
 * an IPv4 address, its /24, its /16; with "ip6" for an IPv6 one's /64, /48 and
 * /32; "local" for what is no TCP address. The first call draws the secret of
 * this start; where that cannot be, or there is no memory, it is "hidden".
 */
void cloak_host(struct str peer, char host[CLOAK_ROOM]);

/*
 * The secret from now on: the one that lasts, of the keeper. True if hosts are
 * others now.
 */
#define CLOAK_SECRET 32 /* bytes */
bool cloak_use(const unsigned char secret[CLOAK_SECRET]);

/*
 * What of it goes to the next program (base/state/state.h), and back: a line of
 * a section; false if it is none.
 */
void cloak_save(struct state *state);
bool cloak_load_line(struct state *state);

#endif
