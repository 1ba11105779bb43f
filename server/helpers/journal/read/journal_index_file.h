/*
 * The index of a file of the history, on disk: DATE.N.index, text, sorted by
 * key (journal_index.h) and then by ID, so that a row is found by bisection:
 *
 *	index 2 SIZE RECORDS LASTID LENGTH BLOCKS CRC
 *	! FROM TO				damaged lines: a gap
 *	!GROUP!ACCOUNT SINCE UNTIL		a membership that has ended
 *	TARGET ID POSITION
 *	TARGET ID POSITION RECORDS BYTES FIRST COUNT	its last record
 *
 * SIZE is that of the history's file when all of it was indexed, with so many
 * records without the header; LENGTH and CRC are of the lines that follow. The
 * position of a record is only a hint, to be verified at the record itself.
 * After these lines come as many BLOCKS (journal_blocks.h), of which the target
 * has COUNT from FIRST on, if they were not cut off because a text was erased.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_INDEX_FILE_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_INDEX_FILE_H

#include "helpers/journal/read/journal_index.h"
#include "shared/buf.h"

/* The first line of an index, with its LF: always as long. */
#define JOURNAL_INDEX_HEAD 78

/* A check under way of an index's CRC. */
struct journal_index_check {
	uint64_t at; /* bytes checked, with the first line */
	uint64_t records, last_id; /* as the first line has them */
	uint64_t length; /* of the lines after the first */
	uint64_t blocks; /* after these */
	uint32_t crc, wanted;
};

/*
 * Writes the index, of a history's file of that size, to a new empty file,
 * without a sync: an index that is damaged is made again. Sorts it first, which
 * needs the room of a uint32_t for each of its rows. False with errno.
 */
bool journal_index_write(
    struct journal_index *index, uint32_t *room, uint64_t size, int fd);

/*
 * Begins to check the index of a history's file of that size. False if it is of
 * another size or has no valid first line.
 */
bool journal_index_check_begin(
    struct journal_index_check *check, int fd, uint64_t size);

/* Checks the next part. Sets *done after the last. False if it is damaged. */
bool journal_index_check_next(
    struct journal_index_check *check, int fd, bool *done);

/* Reads a row, without its LF. False if it is not well formed. */
bool journal_index_read_row(
    struct str line, struct str *key, struct journal_index_hit *hit);

/* Returns whether the index has all of its blocks. False with errno. */
bool journal_index_has_blocks(int fd, uint64_t length, uint64_t blocks);

/*
 * Finds the first row of that key, in lower case, at or after the ID; without
 * one, the last row of the key. False if the key has none; *failed is then set
 * if the index is wrong or cannot be read.
 */
bool journal_index_search(int fd, uint64_t length, struct str key, uint64_t id,
    struct journal_index_hit *hit, bool *failed);

#endif
