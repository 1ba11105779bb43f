/*
 * The blocks of one file of the history: the records of a target from after one
 * entry of the index to the next, with the signature of their texts. The index
 * has them on disk after its other lines, in the order of its entries, in lines
 * of the same length:
 *
 *	SUM POSITION ID BEFORE SIGNATURE
 *
 * POSITION is that of the block's last record, the entry; ID and BEFORE are the
 * ID and position of the entry before, 0 if there is none. SUM is a checksum of
 * the rest of the line, so that only lines that are used are read: a search may
 * read tens of thousands, too many for a CRC.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_BLOCKS_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_BLOCKS_H

#include "helpers/journal/journal_record.h"
#include "helpers/journal/read/journal_sign.h"

/*
 * The checksum: 0, to which each eight bytes, as a number whose lowest byte is
 * the first, and then each byte that is left, are added (exclusive or) before
 * it is multiplied by this; its upper half counts.
 */
#define JOURNAL_BLOCK_FACTOR UINT64_C(0x9e3779b97f4a7c15)

/* A line, with its LF, and those that are read at once. */
#define JOURNAL_BLOCK_LINE \
	(8 + 1 + 10 + 1 + 16 + 1 + 10 + 1 + JOURNAL_SIGN_TEXT + 1)
#define JOURNAL_BLOCKS_READ 64

struct journal_block {
	uint64_t at; /* position of its last record */
	uint64_t before_id, before_at; /* the entry before; 0: none */
	char sign[JOURNAL_SIGN_TEXT];
};

/* Where an index has the blocks of a target, and some of them. */
struct journal_blocks {
	uint64_t key; /* of the file; 0: none */
	char where[JOURNAL_WHERE];
	size_t len;
	uint64_t start; /* position of the first line in the index */
	uint64_t count;
	uint64_t first, read; /* the lines in the room */
	uint64_t last; /* the one of these that was found last; or 0 */
	char room[JOURNAL_BLOCKS_READ * JOURNAL_BLOCK_LINE];
};

/* Writes a block as a line. */
void journal_block_write(
    const struct journal_block *block, char line[JOURNAL_BLOCK_LINE]);

/*
 * Finds the last block of the target that ends at or before a position, in an
 * index that is open. False if there is none; *failed is then set if a line is
 * damaged or cannot be read.
 */
bool journal_blocks_find(struct journal_blocks *blocks, int fd, uint64_t at,
    struct journal_block *block, bool *failed);

#endif
