/*
 * SHA-256 (FIPS 180-4, section 6.2), of bytes that come all at once or little
 * by little. Pure functions that allocate nothing; used by hmac.c and pbkdf2.c.
 */
#ifndef SHARED_CRYPTO_SHA256_H
#define SHARED_CRYPTO_SHA256_H

#include <stddef.h>
#include <stdint.h>

/* A digest, and the block that is hashed at a time; bytes. */
#define SHA256_SIZE 32
#define SHA256_BLOCK 64

/* Likewise, in words of 32 bits. */
#define SHA256_STATE_WORDS 8
#define SHA256_BLOCK_WORDS 16

/* What whole blocks have come to. */
struct sha256_state {
	uint32_t word[SHA256_STATE_WORDS];
};

/*
 * A digest in the making, the caller's. What was added last is in it until
 * sha256_end: one that is given up is to be wiped (secret.h).
 */
struct sha256 {
	struct sha256_state state;
	uint64_t len; /* bytes that were added */
	uint32_t block[SHA256_BLOCK_WORDS]; /* the last len % 64 of them */
};

void sha256_begin(struct sha256 *sum);

/* Begins behind len bytes, whole blocks, that have come to that state. */
void sha256_begin_at(
    struct sha256 *sum, const struct sha256_state *state, uint64_t len);

/*
 * Adds len bytes; data may be null if there are none. All in all they must be
 * less than 2^61, for the standard counts 2^64 bits.
 */
void sha256_add(struct sha256 *sum, const void *data, size_t len);

/* Writes the digest, and wipes the sum. */
void sha256_end(struct sha256 *sum, unsigned char digest[SHA256_SIZE]);

/* The digest of len bytes; data may be null if there are none. */
void sha256(const void *data, size_t len, unsigned char digest[SHA256_SIZE]);

/*
 * Hashes one block, which is used up: other words are in it afterwards. For who
 * hashes words without end (pbkdf2.c); the first byte of a block is the highest
 * of its first word.
 */
void sha256_block(
    struct sha256_state *state, uint32_t block[SHA256_BLOCK_WORDS]);

/* The bytes of a state: what is the digest when the last block was hashed. */
void sha256_bytes(
    const struct sha256_state *state, unsigned char bytes[SHA256_SIZE]);

/* A state from its bytes. */
void sha256_words(
    struct sha256_state *state, const unsigned char bytes[SHA256_SIZE]);

#endif
