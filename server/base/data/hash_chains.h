/*
 * A chained hash: rows of a table, found by the hash of their key. Each bucket
 * has a chain of row numbers. The table and its keys are the caller's. A row is
 * in at most one chain. Made for keys that come from outside: names, groups,
 * users, logins, addresses, processes.
 */
#ifndef SERVER_BASE_DATA_HASH_CHAINS_H
#define SERVER_BASE_DATA_HASH_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_CHAINS_END UINT32_MAX

struct hash_chains {
	uint32_t *bucket; /* number + 1 of its first row; 0: none */
	uint32_t *next; /* for each row: number + 1 of the next; 0: none */
	size_t buckets;
};

/* Makes the chains for rows below the given number. */
void hash_chains_init(struct hash_chains *chains, size_t buckets, size_t rows);

/* Removes all rows from the chains. */
void hash_chains_empty(struct hash_chains *chains);

/* Add a row before the others of its bucket, or drop one that is there. */
void hash_chains_add(struct hash_chains *chains, uint64_t hash, uint32_t row);
void hash_chains_drop(struct hash_chains *chains, uint64_t hash, uint32_t row);

/*
 * Return the rows that may have a key with that hash, one by one, up to
 * HASH_CHAINS_END.
 */
static inline uint32_t
hash_chains_first(const struct hash_chains *chains, uint64_t hash)
{
	return chains->bucket[hash % chains->buckets] - 1;
}

static inline uint32_t
hash_chains_next(const struct hash_chains *chains, uint32_t row)
{
	return chains->next[row] - 1;
}

#endif
