/*
 * Rows found by their keys, and what they look like: see index.h. The secret is
 * in the arena, which workers do not inherit. The mixing state of SipHash has
 * few enough variables to stay in registers, since anything left on the stack
 * would be inherited. For the same reason its functions are inlined.
 */
#include "base/data/index.h"

#include <assert.h>
#include <errno.h>

#include "base/log/log.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/crypto/secret.h"
#include "shared/limits.h"

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

/*
 * Nothing is saved: the next program draws a new secret, and each table hashes
 * anew.
 */
static struct {
	struct siphash_secret *secret; /* in the arena; null: not drawn yet */
	uint32_t *skeleton; /* room for the one that is hashed */
} hashing;

#define SKELETON_ROOM (LIMIT_NAME * SKELETON_GROWTH)

uint64_t
hash_name(struct str name)
{
	return siphash(
	    hashing.secret, (const unsigned char *)name.at, name.len, true);
}

uint64_t
hash_bytes(const void *at, size_t len)
{
	return siphash(hashing.secret, at, len, false);
}

void
hash_init(void)
{
	hashing.secret = arena_table(1, sizeof(*hashing.secret));
	hashing.skeleton =
	    arena_table(SKELETON_ROOM, sizeof(*hashing.skeleton));
	if (hashing.secret == NULL ||
	    secret_draw(hashing.secret, sizeof(*hashing.secret)))
		return;
	arena_note_failure();
	LOG_AT(LEVEL_ERR,
	    STR("hash: cannot get random numbers: /dev/urandom: {}"),
	    str_from(strerror(errno)));
}

MODULE(hash) = { .init = hash_init };

void
index_init(struct index *ix, const void *table, size_t row_size, size_t rows,
    size_t buckets, struct index_key key)
{
	*ix = (struct index) { .table = table,
		.row_size = row_size,
		.key = key,
		.bucket = arena_table(buckets, sizeof(*ix->bucket)),
		.next = arena_table(rows, sizeof(*ix->next)),
		.buckets = buckets };
	for (size_t i = 0; key.kind == INDEX_KEY_LIKE && i < COUNT(ix->like);
	     i++)
		ix->like[i] = arena_table(rows, sizeof(*ix->like[i]));
}

void
index_empty(struct index *ix)
{
	memset(ix->bucket, 0, ix->buckets * sizeof(*ix->bucket));
	for (size_t i = 0; ix->ever > 0 && i < COUNT(ix->like); i++)
		memset(ix->like[i], 0, ix->ever * sizeof(*ix->like[i]));
	ix->ever = 0;
}

/*
 * Hashes one skeleton of a name, which is stored for this only, in the arena.
 * Returns no 0.
 */
static uint32_t
hash_skeleton(struct str name, enum skeleton_kind kind)
{
	struct skeleton skeleton;
	size_t count = 0;
	uint32_t c;

	skeleton_begin(&skeleton, name, kind);
	while ((c = skeleton_next(&skeleton)) != 0) {
		assert(count < SKELETON_ROOM);
		hashing.skeleton[count++] = c;
	}
	return 1 |
	    (uint32_t)hash_bytes(hashing.skeleton, count * sizeof(uint32_t));
}

static struct str
key_of(const struct index *ix, uint32_t number)
{
	const char *row = ix->table + number * ix->row_size;
	const char *at = row + ix->key.at;

	switch (ix->key.kind) {
	case INDEX_KEY_NAME:
	case INDEX_KEY_LIKE:
		return (struct str) { at, (uint8_t)row[ix->key.len] };
	case INDEX_KEY_TEXT:
		return str_from(at);
	default:
		return (struct str) { at, ix->key.len };
	}
}

static uint32_t *
bucket_of(const struct index *ix, struct str key)
{
	const uint64_t hash = ix->key.kind == INDEX_KEY_BYTES ?
	    hash_bytes(key.at, key.len) :
	    hash_name(key);

	return &ix->bucket[hash % ix->buckets];
}

void
index_add(struct index *ix, uint32_t row)
{
	const struct str key = key_of(ix, row);
	uint32_t *bucket = bucket_of(ix, key);

	ix->next[row] = *bucket;
	*bucket = row + 1;
	if (ix->key.kind != INDEX_KEY_LIKE)
		return;
	for (unsigned kind = 0; kind < SKELETON_KINDS; kind++)
		ix->like[kind][row] = hash_skeleton(key, kind);
	if (ix->ever <= row)
		ix->ever = row + 1;
}

void
index_drop(struct index *ix, uint32_t row)
{
	uint32_t *link = bucket_of(ix, key_of(ix, row));

	while (*link != row + 1) {
		assert(*link != 0);
		link = &ix->next[*link - 1];
	}
	*link = ix->next[row];
	for (size_t i = 0; row < ix->ever && i < COUNT(ix->like); i++)
		ix->like[i][row] = 0;
}

/* Returns the first row with that key, from this row (+ 1) of its chain on. */
static uint32_t
seek(const struct index *ix, struct str key, uint32_t row)
{
	const bool bytes = ix->key.kind == INDEX_KEY_BYTES;

	while (row != 0 &&
	    !(bytes ? str_eq(key_of(ix, row - 1), key) :
		      str_caseeq(key_of(ix, row - 1), key)))
		row = ix->next[row - 1];
	return row - 1;
}

uint32_t
index_find(const struct index *ix, struct str key)
{
	return seek(ix, key, *bucket_of(ix, key));
}

uint32_t
index_next(const struct index *ix, struct str key, uint32_t row)
{
	return seek(ix, key, ix->next[row]);
}

uint32_t
index_like(const struct index *ix, struct str name, uint32_t but)
{
	const uint32_t *folded = ix->like[SKELETON_FOLDED];
	const uint32_t *shown = ix->like[SKELETON_SHOWN];
	const uint32_t one = hash_skeleton(name, SKELETON_FOLDED);
	const uint32_t other = hash_skeleton(name, SKELETON_SHOWN);

	for (uint32_t i = 0; i < ix->ever; i++)
		if ((folded[i] == one || folded[i] == other ||
			shown[i] == one || shown[i] == other) &&
		    i != but && skeleton_confusable(name, key_of(ix, i)))
			return i;
	return INDEX_NONE;
}
