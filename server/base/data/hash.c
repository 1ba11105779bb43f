/*
 * A keyed hash: see hash.h. The secret is in the arena, which workers do not
 * inherit. The mixing state of SipHash has few enough variables to stay in
 * registers, since anything left on the stack would be inherited. For the same
 * reason its functions are inlined.
 */
#include "base/data/hash.h"

#include <errno.h>
#include <string.h>

#include "base/log/log.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/crypto/entropy.h"

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

static inline uint64_t
siphash_load(const unsigned char *at)
{
	return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
	    (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 |
	    (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
	    (uint64_t)at[7] << 56;
}

static inline uint64_t
siphash_rest(const unsigned char *at, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)at[i] << (8 * i);
	return word;
}

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

static inline uint64_t
siphash_finish(struct siphash s)
{
	s.c ^= 0xff;
	s = siphash_mixed(siphash_mixed(siphash_mixed(s)));
	return s.a ^ s.b ^ s.c ^ s.d;
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
		word = siphash_load(at);
		s = siphash_with(s, fold ? siphash_small(word) : word);
	}
	word = siphash_rest(at, len % SIPHASH_WORD);
	word = (fold ? siphash_small(word) : word) | (uint64_t)len << 56;
	return siphash_finish(siphash_with(s, word));
}

/*
 * Nothing is saved: the next program draws a new secret, and each table hashes
 * anew.
 */
static struct {
	struct siphash_secret *secret; /* in the arena; null: not drawn yet */
} hash;

uint64_t
hash_name(struct str name)
{
	return siphash(
	    hash.secret, (const unsigned char *)name.at, name.len, true);
}

uint64_t
hash_bytes(const void *at, size_t len)
{
	return siphash(hash.secret, at, len, false);
}

static bool
get_memory(void)
{
	hash.secret = arena_table(1, sizeof(*hash.secret));
	return hash.secret != NULL;
}

bool
hash_use(const unsigned char secret[HASH_SECRET])
{
	if (!get_memory())
		return false;
	hash.secret->first = siphash_load(secret);
	hash.secret->second = siphash_load(secret + SIPHASH_WORD);
	return true;
}

void
hash_init(void)
{
	if (!get_memory() || entropy_draw(hash.secret, sizeof(*hash.secret)))
		return;
	arena_note_failure();
	LOG_AT(LEVEL_ERR,
	    STR("hash: cannot get random numbers: /dev/urandom: {}"),
	    str_from(strerror(errno)));
}

MODULE(hash) = { .init = hash_init };
