/*
 * HMAC with SHA-256 (RFC 2104, FIPS 198-1). A key is hashed once for as many
 * messages as are to come. Pure functions that allocate nothing; used by
 * pbkdf2.c and scram.c.
 */
#ifndef SHARED_CRYPTO_HMAC_H
#define SHARED_CRYPTO_HMAC_H

#include "shared/crypto/sha256.h"

/* Of a message; bytes. */
#define HMAC_SIZE SHA256_SIZE

/*
 * What a key has come to, the caller's, to be copied by assignment. It is worth
 * as much as the key, and to be wiped like that (secret.h).
 */
struct hmac_key {
	struct sha256_state inner;
	struct sha256_state outer;
};

/* A message on its way; one that is given up is to be wiped. */
struct hmac {
	struct sha256 sum;
	struct sha256_state outer;
};

/* A key of len bytes, which may be null if there are none. */
void hmac_key_set(struct hmac_key *key, const void *bytes, size_t len);

/* A message with that key, which is not looked at any more afterwards. */
void hmac_begin(struct hmac *hmac, const struct hmac_key *key);

/* Adds len bytes of less than 2^61 - 64; data may be null if there are none. */
void hmac_add(struct hmac *hmac, const void *data, size_t len);

/* Writes the message's code, and wipes what led to it. */
void hmac_end(struct hmac *hmac, unsigned char code[HMAC_SIZE]);

/* The code of one message of len bytes. */
void hmac(const struct hmac_key *key, const void *data, size_t len,
    unsigned char code[HMAC_SIZE]);

#endif
