/* SHA-1: see sha1.h. The letters are those of RFC 3174. */
#include "shared/crypto/sha1.h"

#include <stdint.h>
#include <string.h>

#define BLOCK 64
#define BLOCK_WORDS 16
#define WORDS 5
#define ROUNDS 80

/* The offset of the number of bits in the last block; bytes. */
#define AT_BITS (BLOCK - 8)

static inline uint32_t
rotate(uint32_t x, unsigned bits)
{
	return x << bits | x >> (32 - bits);
}

/* Returns f(t; B, C, D) + K(t): section 5. */
static uint32_t
mix(size_t t, uint32_t b, uint32_t c, uint32_t d)
{
	if (t < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (t < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (t < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

/* Hashes one block: section 6.2, with 16 words for all 80. */
static void
hash_block(uint32_t h[WORDS], const unsigned char block[BLOCK])
{
	uint32_t w[BLOCK_WORDS];
	uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (size_t t = 0; t < BLOCK_WORDS; t++, block += 4)
		w[t] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 |
		    (uint32_t)block[2] << 8 | block[3];
	for (size_t t = 0; t < ROUNDS; t++) {
		const size_t s = t % BLOCK_WORDS;
		if (t >= BLOCK_WORDS)
			w[s] = rotate(w[(s + 13) % BLOCK_WORDS] ^
				w[(s + 8) % BLOCK_WORDS] ^
				w[(s + 2) % BLOCK_WORDS] ^ w[s],
			    1);
		const uint32_t next = rotate(a, 5) + mix(t, b, c, d) + e + w[s];
		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

void
sha1(const void *data, size_t len, unsigned char digest[SHA1_SIZE])
{
	uint32_t h[WORDS] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
		0xc3d2e1f0 };
	const uint64_t bits = (uint64_t)len * 8;
	const unsigned char *at = data;
	unsigned char last[2 * BLOCK] = { 0 };
	size_t rest = len % BLOCK, padded;

	for (size_t left = len / BLOCK; left > 0; left--, at += BLOCK)
		hash_block(h, at);
	if (rest > 0)
		memcpy(last, at, rest);
	last[rest] = 0x80;
	padded = rest < AT_BITS ? BLOCK : 2 * BLOCK;
	for (size_t i = 0; i < 8; i++)
		last[padded - 1 - i] = (unsigned char)(bits >> (8 * i));
	for (size_t i = 0; i < padded; i += BLOCK)
		hash_block(h, last + i);
	for (size_t i = 0; i < SHA1_SIZE; i++)
		digest[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}
