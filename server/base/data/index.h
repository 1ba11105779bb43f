/*
 * Rows of a table, found by a key that each row has, either a name, in any
 * case, or bytes; and the hash (hash_) for all tables whose keys come from
 * outside: names, groups, logins, addresses and users. It uses a secret, drawn
 * when the server starts, so that nobody can make up keys that all fall into
 * one bucket. No worker has the secret: a client that took over a worker could
 * give it away.
 */
#ifndef SERVER_BASE_DATA_INDEX_H
#define SERVER_BASE_DATA_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Draws the secret; nothing can be hashed before. If the system has no random
 * numbers, the failure is noted: without a secret, anybody could stall the
 * server at will.
 */
void hash_init(void);

/* Returns the hash of a name, equal for all names that are str_caseeq. */
uint64_t hash_name(struct str name);

/* Returns the hash of bytes as they are. */
uint64_t hash_bytes(const void *at, size_t len);

#define INDEX_NONE UINT32_MAX

/* The place of the key in a row, and its length. */
struct index_key {
	enum {
		INDEX_KEY_BYTES,
		INDEX_KEY_NAME,
		INDEX_KEY_LIKE,
		INDEX_KEY_TEXT
	} kind;
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
/*
 * A name of at most LIMIT_NAME bytes, for which index_like finds those that
 * look like it (shared/text/twins.h). Names that differ in i and l alone share
 * a chain.
 */
#define INDEX_LIKE(type, name, len) \
	((struct index_key) {       \
	    INDEX_KEY_LIKE, offsetof(type, name), offsetof(type, len) })
/* A name ended by a NUL. */
#define INDEX_TEXT(type, name) \
	((struct index_key) { INDEX_KEY_TEXT, offsetof(type, name), 0 })

/*
 * Each bucket has a chain of rows, from which any is dropped at once, however
 * many have its key. The table and its keys are the caller's.
 */
struct index {
	const char *table;
	size_t row_size;
	struct index_key key;
	uint32_t *bucket; /* number + 1 of its first row; 0: none */
	uint32_t *next; /* for each row: number + 1 of the next; 0: none */
	uint32_t *before; /* and of the one before; 0: it is the first */
	size_t buckets;
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

/* Returns a row, other than but, whose name looks like this one; or INDEX_NONE.
 */
uint32_t index_like(const struct index *ix, struct str name, uint32_t but);

#endif
