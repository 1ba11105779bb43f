/* SHA-256 and HMAC: see sha256.h. The letters are those of FIPS 180-4. */
#include "shared/crypto/sha256.h"

#include <string.h>

#include "shared/crypto/secret.h"

#define ROUNDS 64

/* The offset of the number of bits in the last block; bytes. */
#define AT_BITS (SHA256_BLOCK - 8)

/* The initial state (section 5.3.3). */
static const struct sha256_state start = { { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
    0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };

/* The constants of the rounds (section 4.2.2). */
static const uint32_t constants[ROUNDS] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf,
	0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
	0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7,
	0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
	0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
	0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
	0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c,
	0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee,
	0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2 };

static inline uint32_t
rotate(uint32_t x, unsigned bits)
{
	return x >> bits | x << (32 - bits);
}

/*
 * The functions of section 4.1.2: two large sigmas, two small ones, Ch and Maj.
 */
static inline uint32_t
large_0(uint32_t x)
{
	return rotate(x, 2) ^ rotate(x, 13) ^ rotate(x, 22);
}

static inline uint32_t
large_1(uint32_t x)
{
	return rotate(x, 6) ^ rotate(x, 11) ^ rotate(x, 25);
}

static inline uint32_t
small_0(uint32_t x)
{
	return rotate(x, 7) ^ rotate(x, 18) ^ x >> 3;
}

static inline uint32_t
small_1(uint32_t x)
{
	return rotate(x, 17) ^ rotate(x, 19) ^ x >> 10;
}

static inline uint32_t
choose(uint32_t x, uint32_t y, uint32_t z)
{
	return z ^ (x & (y ^ z));
}

/*
 * Computes Maj. x ^ y here is y ^ z in the next round, so the compiler can
 * reuse it.
 */
static inline uint32_t
majority(uint32_t x, uint32_t y, uint32_t z)
{
	return y ^ ((x ^ y) & (y ^ z));
}

/*
 * The words of the rounds: the first 16 are given, the others are computed from
 * four earlier ones.
 */
#define GIVEN(i) (w[i])
#define NEXT(i)                                                \
	(w[i] += small_1(w[((i) + 14) % SHA256_BLOCK_WORDS]) + \
		w[((i) + 9) % SHA256_BLOCK_WORDS] +            \
		small_0(w[((i) + 1) % SHA256_BLOCK_WORDS]))

/* One round, which leaves a new D and a new H; the letters move on by one. */
#define ROUND(a, b, c, d, e, f, g, h, i, word)                              \
	do {                                                                \
		(h) += large_1(e) + choose((e), (f), (g)) + k[i] + word(i); \
		(d) += (h);                                                 \
		(h) += large_0(a) + majority((a), (b), (c));                \
	} while (0)

/* Eight rounds, after which each letter is back in its place. */
#define EIGHT(i, word)                                        \
	do {                                                  \
		ROUND(a, b, c, d, e, f, g, h, (i), word);     \
		ROUND(h, a, b, c, d, e, f, g, (i) + 1, word); \
		ROUND(g, h, a, b, c, d, e, f, (i) + 2, word); \
		ROUND(f, g, h, a, b, c, d, e, (i) + 3, word); \
		ROUND(e, f, g, h, a, b, c, d, (i) + 4, word); \
		ROUND(d, e, f, g, h, a, b, c, (i) + 5, word); \
		ROUND(c, d, e, f, g, h, a, b, (i) + 6, word); \
		ROUND(b, c, d, e, f, g, h, a, (i) + 7, word); \
	} while (0)

/*
 * Hashes a block (section 6.2.2). The words of the later rounds replace those
 * of the block, so that the caller wipes both together.
 */
void
sha256_block(struct sha256_state *restrict state,
    uint32_t w[restrict SHA256_BLOCK_WORDS])
{
	uint32_t *const s = state->word;
	uint32_t a = s[0], b = s[1], c = s[2], d = s[3];
	uint32_t e = s[4], f = s[5], g = s[6], h = s[7];
	const uint32_t *k = constants;

	EIGHT(0, GIVEN);
	EIGHT(8, GIVEN);
	while ((k += SHA256_BLOCK_WORDS) < constants + ROUNDS) {
		EIGHT(0, NEXT);
		EIGHT(8, NEXT);
	}
	s[0] += a;
	s[1] += b;
	s[2] += c;
	s[3] += d;
	s[4] += e;
	s[5] += f;
	s[6] += g;
	s[7] += h;
}

static inline uint32_t
sha256_load(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | (uint32_t)at[3];
}

static inline void
store(unsigned char *at, uint32_t word)
{
	at[0] = (unsigned char)(word >> 24);
	at[1] = (unsigned char)(word >> 16);
	at[2] = (unsigned char)(word >> 8);
	at[3] = (unsigned char)word;
}

/* Hashes a block of bytes, which may be in the sum's own block. */
static void
take_block(struct sha256 *sum, const unsigned char *bytes)
{
	for (size_t i = 0; i < SHA256_BLOCK_WORDS; i++)
		sum->block[i] = sha256_load(bytes + i * sizeof(uint32_t));
	sha256_block(&sum->state, sum->block);
}

/* Begins with the state after len bytes, which are whole blocks. */
static void
sha256_begin_at(
    struct sha256 *sum, const struct sha256_state *state, uint64_t len)
{
	sum->state = *state;
	sum->len = len;
}

void
sha256_begin(struct sha256 *sum)
{
	sha256_begin_at(sum, &start, 0);
}

/* Hashes whole blocks in place and keeps the rest. */
void
sha256_add(struct sha256 *sum, const void *data, size_t len)
{
	unsigned char *const block = (unsigned char *)sum->block;
	const unsigned char *at = data;

	while (len > 0) {
		const size_t used = (size_t)(sum->len % SHA256_BLOCK);
		const size_t room = SHA256_BLOCK - used;
		const size_t part = len < room ? len : room;
		if (part < SHA256_BLOCK)
			memcpy(block + used, at, part);
		if (part == room)
			take_block(sum, used == 0 ? at : block);
		sum->len += part;
		at += part;
		len -= part;
	}
}

/*
 * Pads the sum to the end of a block: a bit, zeros, and the number of bits
 * (section 5.1.1).
 */
static void
pad(struct sha256 *sum)
{
	unsigned char *const block = (unsigned char *)sum->block;
	const uint64_t bits = sum->len * 8;
	size_t used = (size_t)(sum->len % SHA256_BLOCK);

	block[used++] = 0x80;
	memset(block + used, 0, SHA256_BLOCK - used);
	if (used > AT_BITS) {
		take_block(sum, block);
		memset(block, 0, SHA256_BLOCK);
	}
	store(block + AT_BITS, (uint32_t)(bits >> 32));
	store(block + AT_BITS + 4, (uint32_t)bits);
	take_block(sum, block);
}

void
sha256_bytes(const struct sha256_state *state, unsigned char bytes[SHA256_SIZE])
{
	for (size_t i = 0; i < SHA256_STATE_WORDS; i++)
		store(bytes + i * sizeof(uint32_t), state->word[i]);
}

void
sha256_words(struct sha256_state *state, const unsigned char bytes[SHA256_SIZE])
{
	for (size_t i = 0; i < SHA256_STATE_WORDS; i++)
		state->word[i] = sha256_load(bytes + i * sizeof(uint32_t));
}

void
sha256_end(struct sha256 *sum, unsigned char digest[SHA256_SIZE])
{
	pad(sum);
	sha256_bytes(&sum->state, digest);
	secret_wipe(sum, sizeof(*sum));
}

void
sha256(const void *data, size_t len, unsigned char digest[SHA256_SIZE])
{
	struct sha256 sum;

	sha256_begin(&sum);
	sha256_add(&sum, data, len);
	sha256_end(&sum, digest);
}

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
hmac_of(const struct hmac_key *key, const void *data, size_t len,
    unsigned char code[HMAC_SIZE])
{
	struct hmac one;

	hmac_begin(&one, key);
	hmac_add(&one, data, len);
	hmac_end(&one, code);
}
