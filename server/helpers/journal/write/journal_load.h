/*
 * Recovery: the journal learns what is there. It reads only the newest file,
 * whose header has the rest; if that header is damaged, also the files before,
 * back to one whose header is whole. A tail that is not whole (a line without
 * LF, one that is damaged or whose ID is not greater than the one before, the
 * records of an ID without the last of them) is copied to DATE.N.cut and then
 * cut off. A damaged record with whole ones after it costs itself.
 */
#ifndef SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_LOAD_H
#define SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_LOAD_H

#include "helpers/journal/journal_past.h"
#include "helpers/journal/write/journal_scan.h"
#include "shared/error.h"

/*
 * The bytes of records that wait to be written or synced: beyond that, none are
 * taken. Moved to another file, a line may become longer by the digits of its
 * BACK; so that is the room for them, and so much of the newest file may not
 * have been synced.
 */
#define JOURNAL_UNSAFE_MOST ((size_t)4 * 1024 * 1024)
#define JOURNAL_UNSAFE_ROOM (JOURNAL_UNSAFE_MOST + JOURNAL_UNSAFE_MOST / 2)

struct journal_loaded {
	uint64_t key; /* of the newest file; 0: there is none */
	uint64_t size; /* its valid bytes */
	uint64_t header; /* the length of its header */
	uint64_t version; /* of its format */
	uint64_t damaged; /* lines that are not whole */
	uint64_t cut; /* bytes of the tail */
	uint64_t foreign; /* files without a whole line */
	bool continues; /* the next record may follow in this file */
	int error; /* errno of keeping the tail, which stays; 0: it is cut */
	bool is_unsure; /* the file was cut, but that was not synced */
};

/*
 * Reads all that there is into *past, which has nothing but its files. The room
 * has JOURNAL_SCAN_ROOM bytes. If it is to be safe, everything that was read is
 * also synced, since a journal that was killed may not have done so. False with
 * *why if the files cannot be read or synced, or are from a newer program.
 */
bool journal_load(struct journal_past *past, bool safe, char *room,
    struct journal_loaded *loaded, struct error *why);

#endif
