/*
 * A hash index: finds the rows of a table by a key that each row has, either a
 * name, in any case, or bytes. The table is the caller's.
 */
#ifndef SERVER_BASE_DATA_INDEX_H
#define SERVER_BASE_DATA_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * A chained hash: rows of a table, found by the hash of their key. Each bucket
 * has a chain of row numbers. The table and its keys are the caller's. A row is
 * in at most one chain. Made for keys that come from outside: names, groups,
 * users, logins, addresses, processes.
 */
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

#define INDEX_NONE HASH_CHAINS_END

/* The place of the key in a row, and its length. */
struct index_key {
	enum { INDEX_KEY_BYTES, INDEX_KEY_NAME, INDEX_KEY_TEXT } kind;
	size_t at;
	size_t len; /* of the bytes; or offset of a name's uint8_t length */
};

/* The members from first to last, without padding between them. */
#define INDEX_BYTES(type, first, last)                                \
	((struct index_key) { INDEX_KEY_BYTES, offsetof(type, first), \
	    offsetof(type, last) + sizeof(((type *)0)->last) -        \
		offsetof(type, first) })
#define INDEX_NAME(type, name, len) \
	((struct index_key) {       \
	    INDEX_KEY_NAME, offsetof(type, name), offsetof(type, len) })
/* A name ended by a NUL. */
#define INDEX_TEXT(type, name) \
	((struct index_key) { INDEX_KEY_TEXT, offsetof(type, name), 0 })

struct index {
	const char *table;
	size_t row_size;
	struct index_key key;
	struct hash_chains chains;
};

/* Makes an index. */
#define INDEX_INIT(index, table, rows, buckets, key) \
	index_init(index, table, sizeof(*(table)), rows, buckets, key)
void index_init(struct index *ix, const void *table, size_t row_size,
    size_t rows, size_t buckets, struct index_key key);

void index_empty(struct index *ix);

/* Add or drop a row. Its key must not change in between. */
void index_add(struct index *ix, uint32_t row);
void index_drop(struct index *ix, uint32_t row);

/* Returns the row that was added last with that key, or INDEX_NONE. */
uint32_t index_find(const struct index *ix, struct str key);

/*
 * Returns the row with that key that was added before this one, or INDEX_NONE.
 */
uint32_t index_next(const struct index *ix, struct str key, uint32_t row);

#endif
