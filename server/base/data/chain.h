/*
 * A chained hash: rows of a table, found by the hash of their key. Each bucket
 * has a chain of row numbers. The table and its keys are the caller's. A row is
 * in at most one chain. Made for keys that come from outside: names, groups,
 * users, logins, addresses, processes.
 */
#ifndef SERVER_BASE_DATA_CHAIN_H
#define SERVER_BASE_DATA_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAIN_END UINT32_MAX

struct chain {
	uint32_t *bucket; /* number + 1 of its first row; 0: none */
	uint32_t *next; /* for each row: number + 1 of the next; 0: none */
	size_t buckets;
};

/* Makes the chains for rows below the given number. */
void chain_init(struct chain *chain, size_t buckets, size_t rows);

/* Removes all rows from the chains. */
void chain_empty(struct chain *chain);

/* Add a row before the others of its bucket, or drop one that is there. */
void chain_add(struct chain *chain, uint64_t hash, uint32_t row);
void chain_drop(struct chain *chain, uint64_t hash, uint32_t row);

/*
 * Return the rows that may have a key with that hash, one by one, up to
 * CHAIN_END.
 */
static inline uint32_t
chain_first(const struct chain *chain, uint64_t hash)
{
	return chain->bucket[hash % chain->buckets] - 1;
}

static inline uint32_t
chain_next(const struct chain *chain, uint32_t row)
{
	return chain->next[row] - 1;
}

#endif
