/*
 * SHA-256 (FIPS 180-4, section 6.2) of bytes that come at once or in pieces,
 * and HMAC (hmac_) with it (RFC 2104, FIPS 198-1). Pure functions that allocate
 * nothing.
 */
#ifndef SHARED_CRYPTO_SHA256_H
#define SHARED_CRYPTO_SHA256_H

#include <stddef.h>
#include <stdint.h>

/* The sizes of a digest and of the block that is hashed at a time; bytes. */
#define SHA256_SIZE 32
#define SHA256_BLOCK 64

/* The sizes of a digest and of a block in 32-bit words. */
#define SHA256_STATE_WORDS 8
#define SHA256_BLOCK_WORDS 16

/* The state after whole blocks. */
struct sha256_state {
	uint32_t word[SHA256_STATE_WORDS];
};

/*
 * A digest that is being computed. It is the caller's, and holds the last bytes
 * added until sha256_end: if it is abandoned, it must be wiped (secret.h).
 */
struct sha256 {
	struct sha256_state state;
	uint64_t len; /* bytes added */
	uint32_t block[SHA256_BLOCK_WORDS]; /* the last len % 64 of them */
};

void sha256_begin(struct sha256 *sum);

/*
 * Adds len bytes; data may be null if len is 0. The total must be less than
 * 2^61 bytes, because the standard counts 2^64 bits.
 */
void sha256_add(struct sha256 *sum, const void *data, size_t len);

/* Writes the digest, and wipes the sum. */
void sha256_end(struct sha256 *sum, unsigned char digest[SHA256_SIZE]);

/* Writes the digest of len bytes; data may be null if len is 0. */
void sha256(const void *data, size_t len, unsigned char digest[SHA256_SIZE]);

/*
 * Hashes one block, and overwrites it. Callers that have words and not bytes
 * use it (scram.c). The first byte of a block is the highest byte of its first
 * word.
 */
void sha256_block(
    struct sha256_state *state, uint32_t block[SHA256_BLOCK_WORDS]);

/* Writes the bytes of a state: after the last block they are the digest. */
void sha256_bytes(
    const struct sha256_state *state, unsigned char bytes[SHA256_SIZE]);

/* Sets a state from its bytes. */
void sha256_words(
    struct sha256_state *state, const unsigned char bytes[SHA256_SIZE]);

/* The size of a message's code; bytes. */
#define HMAC_SIZE SHA256_SIZE

/*
 * A hashed key, for any number of messages. It is the caller's, and can be
 * copied by assignment. It is worth as much as the key, and must be wiped like
 * it (secret.h).
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
void hmac_of(const struct hmac_key *key, const void *data, size_t len,
    unsigned char code[HMAC_SIZE]);

#endif
