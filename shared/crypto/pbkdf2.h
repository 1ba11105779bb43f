/*
 * PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2): derives a key from a
 * password, slowly, so that a thief of keys must work for each guess. Pure
 * functions that allocate nothing.
 */
#ifndef SHARED_CRYPTO_PBKDF2_H
#define SHARED_CRYPTO_PBKDF2_H

#include <stdbool.h>

#include "shared/str.h"

/* The longest derived key; bytes. */
#define PBKDF2_MOST 4096

/*
 * Writes size bytes of a key. For each 32 bytes begun it hashes two blocks per
 * round, and blocks meanwhile: on an AMD EPYC 4,096 rounds take 1 ms and
 * 100,000 take 24 ms. A caller that gets the number of rounds from elsewhere
 * must limit it. False, with nothing written, if rounds is 0, or size is 0 or
 * more than PBKDF2_MOST.
 */
bool pbkdf2(struct str password, struct str salt, uint32_t rounds, void *key,
    size_t size);

#endif
