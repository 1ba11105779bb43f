/*
 * Rows found by their keys, or by what they look like: see index.h. The secret
 * is in the arena, which workers do not inherit.
 */
#include "base/data/index.h"

#include <assert.h>

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/crypto/secret.h"
#include "shared/crypto/siphash.h"
#include "shared/limits.h"
#include "shared/text/twins.h"

/*
 * Nothing is saved: the next program draws a new secret, and each table hashes
 * anew.
 */
static struct {
	struct siphash_secret *secret; /* in the arena; null: not drawn yet */
	uint32_t *letters; /* room for a name's, while they are hashed */
} hashing;

#define LETTERS ((size_t)LIMIT_NAME * TWINS_GROWTH)

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
	hashing.letters = arena_table(LETTERS, sizeof(*hashing.letters));
	if (hashing.secret != NULL &&
	    !secret_draw(hashing.secret, sizeof(*hashing.secret)))
		arena_note_failure();
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
		.before = arena_table(rows, sizeof(*ix->before)),
		.buckets = buckets };
}

void
index_empty(struct index *ix)
{
	memset(ix->bucket, 0, ix->buckets * sizeof(*ix->bucket));
}

/* Returns the hash of a name, which is equal for all that look alike. */
static uint64_t
hash_alike(struct str name)
{
	struct twins twins = { .rest = name };
	size_t count = 0;
	uint32_t c;

	while (count < LETTERS && (c = twins_next(&twins)) != 0)
		hashing.letters[count++] = c == 'i' || c == 'I' ? 'l' : c;
	return hash_bytes(hashing.letters, count * sizeof(*hashing.letters));
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
	    ix->key.kind == INDEX_KEY_LIKE ? hash_alike(key) :
					     hash_name(key);

	return &ix->bucket[hash % ix->buckets];
}

void
index_add(struct index *ix, uint32_t row)
{
	const struct str key = key_of(ix, row);
	uint32_t *bucket = bucket_of(ix, key);

	ix->next[row] = *bucket;
	ix->before[row] = 0;
	if (*bucket != 0)
		ix->before[*bucket - 1] = row + 1;
	*bucket = row + 1;
}

void
index_drop(struct index *ix, uint32_t row)
{
	const uint32_t next = ix->next[row], before = ix->before[row];
	uint32_t *link = before != 0 ? &ix->next[before - 1] :
				       bucket_of(ix, key_of(ix, row));

	assert(*link == row + 1);
	*link = next;
	if (next != 0)
		ix->before[next - 1] = before;
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
	uint32_t row = *bucket_of(ix, name);

	while (row != 0 &&
	    (row - 1 == but || !twins_alike(name, key_of(ix, row - 1))))
		row = ix->next[row - 1];
	return row - 1;
}
