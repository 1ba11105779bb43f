/*
 * A hash index: the rows of a table by a key that each of them has, a name in
 * any case of its letters or some bytes. The table is the caller's.
 */
#ifndef SERVER_BASE_DATA_INDEX_H
#define SERVER_BASE_DATA_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/chain.h"
#include "shared/str.h"

#define INDEX_NONE CHAIN_END

/* Where the key stands in a row, and how it ends. */
struct index_key {
	enum { INDEX_KEY_BYTES, INDEX_KEY_NAME, INDEX_KEY_TEXT } kind;
	size_t at;
	size_t len; /* of bytes; or where a name's uint8_t with it stands */
};

/* The members from first to last, between which nothing is padded. */
#define INDEX_BYTES(type, first, last)                                \
	((struct index_key) { INDEX_KEY_BYTES, offsetof(type, first), \
	    offsetof(type, last) + sizeof(((type *)0)->last) -        \
		offsetof(type, first) })
#define INDEX_NAME(type, name, len) \
	((struct index_key) {       \
	    INDEX_KEY_NAME, offsetof(type, name), offsetof(type, len) })
/* A name that a NUL ends. */
#define INDEX_TEXT(type, name) \
	((struct index_key) { INDEX_KEY_TEXT, offsetof(type, name), 0 })

struct index {
	const char *table;
	size_t row_size;
	struct index_key key;
	struct chain chain;
};

/* Returns false where there is no memory, also for the table. */
#define INDEX_INIT(index, table, rows, buckets, key) \
	index_init(index, table, sizeof(*(table)), rows, buckets, key)
bool index_init(struct index *ix, const void *table, size_t row_size,
    size_t rows, size_t buckets, struct index_key key);

void index_empty(struct index *ix);

/* Adds or drops a row; its key stays as it is in between. */
void index_add(struct index *ix, uint32_t row);
void index_drop(struct index *ix, uint32_t row);

/* Returns the row with that key that was added last; or INDEX_NONE. */
uint32_t index_find(const struct index *ix, struct str key);

/* Returns the row of that key that was added before this one. */
uint32_t index_next(const struct index *ix, struct str key, uint32_t row);

#endif
