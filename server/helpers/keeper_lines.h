/*
 * The lines of the keeper's file: its records (keeper_record.h), sorted, and
 * the key that hides addresses, between a first line and a last line that gives
 * their number:
 *
 *	forkcast-accounts 1
 *	cloak KEY
 *	account|group|ban|ended ...
 *	end COUNT SUM
 *
 * SUM is the SHA-256 of everything before it, in Base64. It is missing from a
 * file that an older program has written, or that is written for one, or from
 * which the operator has removed it. This module opens no file (keeper_file.h
 * does) and allocates nothing.
 */
#ifndef SERVER_HELPERS_KEEPER_LINES_H
#define SERVER_HELPERS_KEEPER_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "helpers/keeper_store.h"
#include "shared/buf.h"
#include "shared/crypto/sha256.h"
#include "shared/str.h"

/* The longest whole line, with LF, in bytes. */
#define STORE_LINE ((size_t)1024)

/* The state of a reader; all zero at first. */
struct store_reading {
	size_t lines; /* read so far */
	size_t records; /* among these lines */
	bool ended; /* the last line was read */
	bool has_changed; /* since it was written, by its checksum */
	struct sha256 sum; /* of the lines so far */
};

/* Takes the next line, without LF. Returns null, or what is wrong with it. */
const char *store_read(
    struct store *store, struct store_reading *reading, struct str line);

/* The state of a writer; all zero at first. */
struct store_writing {
	unsigned step;
	size_t number; /* in its table */
	size_t records;
	struct sha256 sum; /* of the lines so far */
};

/*
 * Adds the next whole line, with LF, to the buffer, which has STORE_LINE of
 * room. Returns false if there are no more lines.
 */
bool store_write(
    const struct store *store, struct store_writing *writing, struct buf *line);

#endif
