/*
 * SipHash-1-3, as in the tables of several languages: a hash by a secret, so
 * that nobody can make up keys that all fall into one place. The extra rounds
 * of SipHash-2-4 protect against attackers who see the hashes, and nobody sees
 * them here.
 *
 * Its state has few enough variables to stay in registers, since anything left
 * on the parent's stack would be inherited. For the same reason it is inlined.
 */
#ifndef SHARED_CRYPTO_SIPHASH_H
#define SHARED_CRYPTO_SIPHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIPHASH_WORD sizeof(uint64_t)

/* A word of the same byte eight times. */
#define SIPHASH_EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

struct siphash_secret {
	uint64_t first;
	uint64_t second;
};

struct siphash {
	uint64_t a, b, c, d;
};

/*
 * Returns eight bytes with A to Z in lower case; other bytes stay as they are.
 */
static inline uint64_t
siphash_small(uint64_t word)
{
	const uint64_t low = word & SIPHASH_EACH(0x7f);
	const uint64_t from_a = low + SIPHASH_EACH(0x80 - 'A');
	const uint64_t behind_z = low + SIPHASH_EACH(0x7f - 'Z');
	const uint64_t large = (from_a ^ behind_z) & ~word & SIPHASH_EACH(0x80);

	return word | large >> 2;
}

static inline uint64_t
siphash_turned(uint64_t word, unsigned bits)
{
	return word << bits | word >> (64 - bits);
}

static inline struct siphash
siphash_mixed(struct siphash s)
{
	s.a += s.b;
	s.b = siphash_turned(s.b, 13) ^ s.a;
	s.a = siphash_turned(s.a, 32);
	s.c += s.d;
	s.d = siphash_turned(s.d, 16) ^ s.c;
	s.a += s.d;
	s.d = siphash_turned(s.d, 21) ^ s.a;
	s.c += s.b;
	s.b = siphash_turned(s.b, 17) ^ s.c;
	s.c = siphash_turned(s.c, 32);
	return s;
}

static inline struct siphash
siphash_with(struct siphash s, uint64_t word)
{
	s.d ^= word;
	s = siphash_mixed(s);
	s.a ^= word;
	return s;
}

/* Returns so many bytes, 8 at most, the first one lowest. */
static inline uint64_t
siphash_word(const unsigned char *at, size_t len)
{
	uint64_t word = 0;

	while (len > 0)
		word = word << 8 | at[--len];
	return word;
}

/*
 * Returns the hash of the bytes, or, with fold, of a name: equal for all names
 * that are str_caseeq.
 */
static inline uint64_t
siphash(const struct siphash_secret *secret, const unsigned char *at,
    size_t len, bool fold)
{
	const unsigned char *const end = at + (len - len % SIPHASH_WORD);
	uint64_t word;
	struct siphash s = { secret->first ^ UINT64_C(0x736f6d6570736575),
		secret->second ^ UINT64_C(0x646f72616e646f6d),
		secret->first ^ UINT64_C(0x6c7967656e657261),
		secret->second ^ UINT64_C(0x7465646279746573) };

	for (; at < end; at += SIPHASH_WORD) {
		word = siphash_word(at, SIPHASH_WORD);
		s = siphash_with(s, fold ? siphash_small(word) : word);
	}
	word = siphash_word(at, len % SIPHASH_WORD);
	word = (fold ? siphash_small(word) : word) ^ (uint64_t)len << 56;
	s = siphash_with(s, word);
	s.c ^= 0xff;
	s = siphash_mixed(siphash_mixed(siphash_mixed(s)));
	return s.a ^ s.b ^ s.c ^ s.d;
}

#endif
