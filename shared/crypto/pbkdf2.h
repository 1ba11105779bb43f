/*
 * PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2): a key from a password,
 * slowly, so that whoever has stolen keys has to work for each password that he
 * tries. Pure functions that allocate nothing; used by scram.c.
 */
#ifndef SHARED_CRYPTO_PBKDF2_H
#define SHARED_CRYPTO_PBKDF2_H

#include <stdbool.h>

#include "shared/str.h"

/* The longest key that is made; bytes. */
#define PBKDF2_MOST 4096

/*
 * Writes size bytes of a key. For each 32 bytes begun it hashes two blocks a
 * round, in which time the caller does nothing else: 4,096 rounds are 1 ms on
 * an AMD EPYC, 100,000 are 24, and who takes their number from elsewhere has to
 * bound it. False, with nothing written, if there are none, or size is 0 or
 * more than PBKDF2_MOST.
 */
bool pbkdf2(struct str password, struct str salt, uint32_t rounds, void *key,
    size_t size);

#endif
