/* Rows found by the hash of their key: see chain.h. */
#include "base/data/chain.h"

#include <assert.h>
#include <string.h>

#include "base/mem/arena.h"

void
chain_init(struct chain *chain, size_t buckets, size_t rows)
{
	chain->buckets = buckets;
	chain->bucket = arena_table(buckets, sizeof(*chain->bucket));
	chain->next = arena_table(rows, sizeof(*chain->next));
}

void
chain_empty(struct chain *chain)
{
	memset(chain->bucket, 0, chain->buckets * sizeof(*chain->bucket));
}

void
chain_add(struct chain *chain, uint64_t hash, uint32_t row)
{
	uint32_t *bucket = &chain->bucket[hash % chain->buckets];

	chain->next[row] = *bucket;
	*bucket = row + 1;
}

void
chain_drop(struct chain *chain, uint64_t hash, uint32_t row)
{
	uint32_t *link = &chain->bucket[hash % chain->buckets];

	while (*link != row + 1) {
		assert(*link != 0);
		link = &chain->next[*link - 1];
	}
	*link = chain->next[row];
}
