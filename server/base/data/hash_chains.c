/* Rows found by the hash of their key: see hash_chains.h. */
#include "base/data/hash_chains.h"

#include <assert.h>
#include <string.h>

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
