/* HMAC with SHA-256: see hmac.h. */
#include "shared/crypto/hmac.h"

#include <string.h>

#include "shared/crypto/secret.h"

/* The bytes that the key is mixed with: RFC 2104, section 2. */
#define INNER 0x36
#define OUTER 0x5c

/* Computes the state after the first block, which is the mixed key. */
static void
mix(struct sha256_state *state, const unsigned char key[SHA256_BLOCK],
    unsigned char with)
{
	unsigned char block[SHA256_BLOCK];
	struct sha256 sum;

	for (size_t i = 0; i < SHA256_BLOCK; i++)
		block[i] = key[i] ^ with;
	sha256_begin(&sum);
	sha256_add(&sum, block, sizeof(block));
	*state = sum.state;
	secret_wipe(block, sizeof(block));
	secret_wipe(&sum, sizeof(sum));
}

void
hmac_key_set(struct hmac_key *key, const void *bytes, size_t len)
{
	unsigned char block[SHA256_BLOCK] = { 0 };

	if (len > SHA256_BLOCK)
		sha256(bytes, len, block);
	else if (len > 0)
		memcpy(block, bytes, len);
	mix(&key->inner, block, INNER);
	mix(&key->outer, block, OUTER);
	secret_wipe(block, sizeof(block));
}

void
hmac_begin(struct hmac *hmac, const struct hmac_key *key)
{
	sha256_begin_at(&hmac->sum, &key->inner, SHA256_BLOCK);
	hmac->outer = key->outer;
}

void
hmac_add(struct hmac *hmac, const void *data, size_t len)
{
	sha256_add(&hmac->sum, data, len);
}

void
hmac_end(struct hmac *hmac, unsigned char code[HMAC_SIZE])
{
	sha256_end(&hmac->sum, code);
	sha256_begin_at(&hmac->sum, &hmac->outer, SHA256_BLOCK);
	sha256_add(&hmac->sum, code, SHA256_SIZE);
	sha256_end(&hmac->sum, code);
	secret_wipe(&hmac->outer, sizeof(hmac->outer));
}

void
hmac(const struct hmac_key *key, const void *data, size_t len,
    unsigned char code[HMAC_SIZE])
{
	struct hmac one;

	hmac_begin(&one, key);
	hmac_add(&one, data, len);
	hmac_end(&one, code);
}
