/* Rows found by their keys: see index.h. */
#include "base/data/index.h"

#include <assert.h>
#include <string.h>

#include "base/data/hash.h"
#include "base/mem/arena.h"

void
hash_chains_init(struct hash_chains *chains, size_t buckets, size_t rows)
{
	chains->buckets = buckets;
	chains->bucket = arena_table(buckets, sizeof(*chains->bucket));
	chains->next = arena_table(rows, sizeof(*chains->next));
}

void
hash_chains_empty(struct hash_chains *chains)
{
	memset(chains->bucket, 0, chains->buckets * sizeof(*chains->bucket));
}

void
hash_chains_add(struct hash_chains *chains, uint64_t hash, uint32_t row)
{
	uint32_t *bucket = &chains->bucket[hash % chains->buckets];

	chains->next[row] = *bucket;
	*bucket = row + 1;
}

void
hash_chains_drop(struct hash_chains *chains, uint64_t hash, uint32_t row)
{
	uint32_t *link = &chains->bucket[hash % chains->buckets];

	while (*link != row + 1) {
		assert(*link != 0);
		link = &chains->next[*link - 1];
	}
	*link = chains->next[row];
}

void
index_init(struct index *ix, const void *table, size_t row_size, size_t rows,
    size_t buckets, struct index_key key)
{
	ix->table = table;
	ix->row_size = row_size;
	ix->key = key;
	hash_chains_init(&ix->chains, buckets, rows);
}

void
index_empty(struct index *ix)
{
	hash_chains_empty(&ix->chains);
}

static struct str
key_of(const struct index *ix, uint32_t number)
{
	const char *row = ix->table + number * ix->row_size;
	const char *at = row + ix->key.at;

	switch (ix->key.kind) {
	case INDEX_KEY_NAME:
		return (struct str) { at, (uint8_t)row[ix->key.len] };
	case INDEX_KEY_TEXT:
		return str_from(at);
	default:
		return (struct str) { at, ix->key.len };
	}
}

static uint64_t
hash_key(const struct index *ix, struct str key)
{
	return ix->key.kind == INDEX_KEY_BYTES ? hash_bytes(key.at, key.len) :
						 hash_name(key);
}

void
index_add(struct index *ix, uint32_t row)
{
	hash_chains_add(&ix->chains, hash_key(ix, key_of(ix, row)), row);
}

void
index_drop(struct index *ix, uint32_t row)
{
	hash_chains_drop(&ix->chains, hash_key(ix, key_of(ix, row)), row);
}

/* Returns the first row with that key, from this row of its chain on. */
static uint32_t
seek(const struct index *ix, struct str key, uint32_t row)
{
	const bool bytes = ix->key.kind == INDEX_KEY_BYTES;

	while (row != HASH_CHAINS_END &&
	    !(bytes ? str_eq(key_of(ix, row), key) :
		      str_caseeq(key_of(ix, row), key)))
		row = hash_chains_next(&ix->chains, row);
	return row;
}

uint32_t
index_find(const struct index *ix, struct str key)
{
	return seek(ix, key, hash_chains_first(&ix->chains, hash_key(ix, key)));
}

uint32_t
index_next(const struct index *ix, struct str key, uint32_t row)
{
	return seek(ix, key, hash_chains_next(&ix->chains, row));
}
