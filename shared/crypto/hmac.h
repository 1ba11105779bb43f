/*
 * HMAC with SHA-256 (RFC 2104, FIPS 198-1). A key is hashed once for any number
 * of messages. Pure functions that allocate nothing.
 */
#ifndef SHARED_CRYPTO_HMAC_H
#define SHARED_CRYPTO_HMAC_H

#include "shared/crypto/sha256.h"

/* The size of a message's code; bytes. */
#define HMAC_SIZE SHA256_SIZE

/*
 * A hashed key. It is the caller's, and can be copied by assignment. It is
 * worth as much as the key, and must be wiped like it (secret.h).
 */
struct hmac_key {
	struct sha256_state inner;
	struct sha256_state outer;
};

/* A message that is being hashed. If it is abandoned, it must be wiped. */
struct hmac {
	struct sha256 sum;
	struct sha256_state outer;
};

/* Hashes a key of len bytes, which may be null if len is 0. */
void hmac_key_set(struct hmac_key *key, const void *bytes, size_t len);

/* Begins a message with that key, which is not read again afterwards. */
void hmac_begin(struct hmac *hmac, const struct hmac_key *key);

/* Adds len bytes, less than 2^61 - 64 in all; data may be null if len is 0. */
void hmac_add(struct hmac *hmac, const void *data, size_t len);

/* Writes the message's code, and wipes the intermediate state. */
void hmac_end(struct hmac *hmac, unsigned char code[HMAC_SIZE]);

/* Writes the code of one message of len bytes. */
void hmac(const struct hmac_key *key, const void *data, size_t len,
    unsigned char code[HMAC_SIZE]);

#endif
