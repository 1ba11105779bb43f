/*
 * The hash of every table whose keys come from outside: of names, groups,
 * logins, addresses and users. It has a secret, drawn when the server starts,
 * so that nobody can make up keys that all fall into one bucket. No worker has
 * the secret: a client that took one over could tell it to others.
 *
 * It is SipHash-1-3, as the tables of several languages have it. The two
 * rounds and one that SipHash-2-4 has more are for who sees the hashes, which
 * here nobody does.
 */
#ifndef SERVER_BASE_DATA_HASH_H
#define SERVER_BASE_DATA_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

#define HASH_SECRET 16 /* bytes */

/*
 * Draws the secret; nothing can be hashed before. False with errno, and a line
 * of the log where the system has nothing to draw it from: without a secret
 * the server would be one that can be stopped at will.
 */
bool hash_init(void);

/* A secret that is known, for tests; false where there is no memory. */
bool hash_use(const unsigned char secret[HASH_SECRET]);

/* Of a name: equal for all that are str_same. */
uint64_t hash_name(struct str name);

/* Of bytes as they are. */
uint64_t hash_bytes(const void *at, size_t len);

#endif
