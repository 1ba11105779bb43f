/*
 * The hash for all tables whose keys come from outside: names, groups, logins,
 * addresses and users. It uses a secret, drawn when the server starts, so that
 * nobody can make up keys that all fall into one bucket. No worker has the
 * secret: a client that took over a worker could give it away.
 *
 * The hash is SipHash-1-3, as in the tables of several languages. The extra
 * rounds of SipHash-2-4 protect against attackers who see the hashes, and
 * nobody sees them here.
 */
#ifndef SERVER_BASE_DATA_HASH_H
#define SERVER_BASE_DATA_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

#define HASH_SECRET 16 /* bytes */

/*
 * Draws the secret; nothing can be hashed before. If the system has no random
 * numbers, a line is logged and the failure noted: without a secret, anybody
 * could stall the server at will.
 */
void hash_init(void);

/* Sets a known secret, for tests. False if there is no memory. */
bool hash_use(const unsigned char secret[HASH_SECRET]);

/* Returns the hash of a name, equal for all names that are str_caseeq. */
uint64_t hash_name(struct str name);

/* Returns the hash of bytes as they are. */
uint64_t hash_bytes(const void *at, size_t len);

#endif
