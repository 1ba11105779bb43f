/*
 * Reads a file of the history line by line, from anywhere to its end. The room
 * is the caller's.
 */
#ifndef SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_SCAN_H
#define SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_SCAN_H

#include "helpers/journal/journal_files.h"
#include "shared/buf.h"

#define JOURNAL_SCAN_ROOM ((size_t)256 * 1024)

struct journal_scan {
	struct journal_files *files;
	uint64_t key;
	uint64_t at; /* of the next line; may be set to that of another */
	uint64_t from; /* of the first byte in the room */
	size_t len; /* bytes in the room */
	char *room; /* JOURNAL_SCAN_ROOM bytes */
	int error; /* errno of a failed read; 0: none has failed */
};

/*
 * Reads the next line. Returns LINE_WHOLE with *line, without its LF, which
 * stays valid until the next call; LINE_TOO_LONG for a line that is longer than
 * any record; LINE_NONE at the end, also if the last line has no LF, which is
 * then at scan->at, and if the file cannot be read. *at is where the line
 * starts.
 */
enum line_found journal_scan_next(
    struct journal_scan *scan, struct str *line, uint64_t *at);

#endif
