/*
 * PBKDF2: see pbkdf2.h. Between the first and the last round all data are
 * words, in the block where they are hashed next.
 */
#include "shared/crypto/pbkdf2.h"

#include "shared/crypto/hmac.h"
#include "shared/crypto/secret.h"

/* The bits hashed in a round: the key's block and a digest. */
#define BITS ((SHA256_BLOCK + SHA256_SIZE) * 8)

/*
 * Hashes a digest as the last of two blocks, the first of which was the key's.
 */
static inline void
hash(struct sha256_state *state, const struct sha256_state *key,
    uint32_t block[SHA256_BLOCK_WORDS])
{
	memcpy(block, state->word, sizeof(state->word));
	block[8] = 0x80000000;
	for (size_t i = 9; i < SHA256_BLOCK_WORDS - 1; i++)
		block[i] = 0;
	block[SHA256_BLOCK_WORDS - 1] = BITS;
	*state = *key;
	sha256_block(state, block);
}

/*
 * Runs all rounds but the first, whose digest is in all, and adds each digest
 * to it.
 */
static void
add_rounds(
    struct sha256_state *all, const struct hmac_key *key, uint32_t rounds)
{
	uint32_t block[SHA256_BLOCK_WORDS];
	struct sha256_state last = *all;

	while (--rounds > 0) {
		hash(&last, &key->inner, block);
		hash(&last, &key->outer, block);
		for (size_t i = 0; i < SHA256_STATE_WORDS; i++)
			all->word[i] ^= last.word[i];
	}
	secret_wipe(block, sizeof(block));
	secret_wipe(&last, sizeof(last));
}

/* Computes the part with that number, from 1 on: F in RFC 8018. */
static void
make_part(const struct hmac_key *key, struct str salt, uint32_t rounds,
    unsigned char number, unsigned char part[SHA256_SIZE])
{
	const unsigned char end[] = { 0, 0, 0, number };
	struct sha256_state all;
	struct hmac first;

	hmac_begin(&first, key);
	hmac_add(&first, salt.at, salt.len);
	hmac_add(&first, end, sizeof(end));
	hmac_end(&first, part);
	sha256_words(&all, part);
	add_rounds(&all, key, rounds);
	sha256_bytes(&all, part);
	secret_wipe(&all, sizeof(all));
}

bool
pbkdf2(struct str password, struct str salt, uint32_t rounds, void *key,
    size_t size)
{
	unsigned char part[SHA256_SIZE];
	struct hmac_key hashed;

	if (rounds == 0 || size == 0 || size > PBKDF2_MOST)
		return false;
	hmac_key_set(&hashed, password.at, password.len);
	for (size_t at = 0; at < size; at += sizeof(part)) {
		const size_t left = size - at;
		make_part(&hashed, salt, rounds,
		    (unsigned char)(at / sizeof(part) + 1), part);
		memcpy((char *)key + at, part,
		    left < sizeof(part) ? left : sizeof(part));
	}
	secret_wipe(part, sizeof(part));
	secret_wipe(&hashed, sizeof(hashed));
	return true;
}
