/*
 * The index of one file of the history, in memory: where every 64th record of
 * each target is, with a signature of the texts up to there, each target's last
 * record, and which memberships have ended in this file. It is made by looking
 * at each line of the file in order, either as it is written or later.
 * journal_index_file.h puts it on disk.
 *
 * A key is a target in lower case, "!G!ACCOUNT" for memberships, "!G!" for
 * where all memberships of a group ended, "!*!" for those of all groups, or "!"
 * for the gaps that damaged lines have left. The memory is the caller's. A file
 * is full when its index is.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_INDEX_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/siphash.h"
#include "helpers/journal/read/journal_blocks.h"

/* A target has an entry for about one record of so many. */
#define JOURNAL_INDEX_STEP 64

#define JOURNAL_KEY (1 + LIMIT_GROUP + 1 + LIMIT_NAME)
static_assert(JOURNAL_KEY >= JOURNAL_WHERE, "a target is a key");

#define JOURNAL_INDEX_ROWS ((size_t)1 << 20)
#define JOURNAL_INDEX_ENTRIES ((size_t)1 << 19)
#define JOURNAL_INDEX_NAMES (JOURNAL_INDEX_ROWS * 40)

/* Signatures: a file of any size has no more blocks than half of them. */
#define JOURNAL_INDEX_SIGNS ((size_t)1 << 16)

/* A key. */
struct journal_index_row {
	uint64_t id; /* target: of its last record; membership: since when, or
			0 */
	uint32_t at; /* position of the last record */
	uint32_t bytes; /* of all records */
	uint32_t records;
	uint32_t entry; /* number + 1 of its latest entry; 0: none */
	uint32_t passed; /* records since that entry */
	uint32_t sign; /* number + 1 of their signature; 0: there is none */
	uint32_t next; /* number + 1 of the next row in its bucket; 0: none */
	uint32_t name; /* offset in names */
	uint8_t len; /* of the name */
};

/* A record of a target, or a membership that has ended. */
struct journal_index_entry {
	uint64_t id; /* of the record; or since when */
	uint64_t at; /* position; or the ID with which it ended */
	uint32_t before; /* number + 1 of the key's entry before; 0: none */
	uint32_t jump; /* number + 1 of one further back; 0: none */
	uint32_t depth; /* entries of the key before this one */
	uint32_t sign; /* number + 1 of the signature of its block; 0: none */
};

struct journal_index {
	struct siphash_secret secret;
	struct journal_index_row *row;
	struct journal_index_entry *entry;
	char *names;
	uint32_t *bucket; /* number + 1 of its first row; 0: none */
	unsigned char *sign; /* JOURNAL_SIGN bytes each */
	uint32_t rows, entries, named, signs;
	uint64_t records; /* without the header */
	uint64_t last_id; /* of the last record; 0: none */
	bool in_header;
	bool has_lost; /* there was no room for something */
};

/* A row as a search finds it. */
struct journal_index_hit {
	uint64_t id; /* of the record; or since when */
	uint64_t at; /* position; or the ID with which the membership ended */
	uint64_t records, bytes; /* of the target in this file; 0 unless this is
				    its last record */
	uint64_t first_block, blocks; /* and the same */
};

/* Returns the size of an index's memory in bytes. */
size_t journal_index_size(void);

/* Makes an empty index in zeroed memory of that size. */
void journal_index_init(struct journal_index *index, void *memory,
    const struct siphash_secret *secret);

/* Forgets everything, for the next file. */
void journal_index_empty(struct journal_index *index);

/*
 * Takes a line of the file: any record or row of the header, with its position
 * and its length, LF included.
 */
void journal_index_take(struct journal_index *index,
    const struct journal_record *record, uint64_t at, size_t len);

/* Notes that lines between two records are damaged: a gap, as IDs. */
void journal_index_gap(struct journal_index *index, uint64_t from, uint64_t to);

/*
 * Ends the memberships that have ended with all others of their group, but were
 * not met since: all lines of the file were taken.
 */
void journal_index_settle(struct journal_index *index);

/* Returns whether there is room for few more lines: begin a new file. */
bool journal_index_is_full(const struct journal_index *index);

/*
 * Finds the target's first indexed record at or after the ID; without one, its
 * last record, whose ID is then lower. It is the last record of its ID, and
 * about JOURNAL_INDEX_STEP records or fewer of the target are between it and
 * the ID. False if the target has no record in this file.
 */
bool journal_index_find(const struct journal_index *index, struct str key,
    uint64_t id, struct journal_index_hit *hit);

/*
 * Finds the last block of the target that ends at or before a position; false
 * if there is none.
 */
bool journal_index_block(const struct journal_index *index, struct str key,
    uint64_t at, struct journal_block *block);

/* Returns the block that ends with an entry. */
struct journal_block journal_index_block_of(
    const struct journal_index *index, const struct journal_index_entry *entry);

/*
 * The text of that record is erased: nothing of it stays in a signature. Or
 * nothing of any, if it is not known which record it was.
 */
void journal_index_erase(
    struct journal_index *index, const struct journal_record *record);
void journal_index_erase_all(struct journal_index *index);

/* Returns the name of a row. */
static inline struct str
journal_index_name(
    const struct journal_index *index, const struct journal_index_row *row)
{
	return (struct str) { index->names + row->name, row->len };
}

#endif
