/*
 * The header of a file of the history, and the making of a new file. The header
 * has everything that the journal has to know from the files before it
 * (forkcast-history(5)), so that only the newest has to be read at a start. A
 * new file gets its name when its header is complete.
 */
#ifndef SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_HEADER_H
#define SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_HEADER_H

#include "helpers/journal/journal_past.h"

/*
 * The versions of the format: 1, and JOURNAL_VERSION once any group was
 * renamed. A program that does not know of renamings must not read such a
 * history: it would show the past of a group to those who are in another one.
 * journal_header_version returns the one that a new file has.
 */
#define JOURNAL_VERSION 2
uint64_t journal_header_version(const struct journal_past *past);

struct journal_header {
	uint64_t id; /* of the last record before this file */
	uint64_t previous; /* key of the file before; 0: none */
	uint64_t previous_size; /* its valid bytes */
};

/* Returns the bytes of room that making a file needs. */
size_t journal_header_room(void);

/*
 * Makes the file of that key, which is newer than all others, with a header of
 * all that is known, and adds it to the table of files. If it is to be safe,
 * also syncs the file and its name. Returns a descriptor to write to it, or -1
 * with errno, and then it is not there. *size is the length of the header.
 */
int journal_header_make(struct journal_past *past, uint64_t key,
    const struct journal_header *header, bool safe, void *room, uint64_t *size);

/*
 * Tells the watcher that this file, which was just made with that header and in
 * that room, is the current one, and its rows.
 */
void journal_header_tell(struct journal_past *past, uint64_t key,
    const struct journal_header *header, void *room);

/*
 * Reads the first row of a file, "history". False if it is not well formed; it
 * may have another version.
 */
bool journal_header_read(const struct journal_record *row, uint64_t *version,
    struct journal_header *header);

#endif
