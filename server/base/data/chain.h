/*
 * The rows of a table, found by a hash of their key: buckets, and in each a
 * chain of rows by number. The table itself and its keys are the caller's; a
 * row is in a chain once at most. Used by every table whose keys come from
 * outside: names, groups, users, logins, addresses, processes.
 */
#ifndef SERVER_BASE_DATA_CHAIN_H
#define SERVER_BASE_DATA_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAIN_END UINT32_MAX

struct chain {
	uint32_t *bucket; /* the number + 1 of its first row; 0: it has none */
	uint32_t *next; /* likewise behind each row */
	size_t buckets;
};

/* For the rows below that number; false where there is no memory. */
bool chain_init(struct chain *chain, size_t buckets, size_t rows);

/* No row is in any. */
void chain_empty(struct chain *chain);

/* The row comes first of those with its hash; and is one that is there. */
void chain_add(struct chain *chain, uint64_t hash, uint32_t row);
void chain_drop(struct chain *chain, uint64_t hash, uint32_t row);

/* The rows that may have a key of that hash, one by one, up to CHAIN_END. */
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
