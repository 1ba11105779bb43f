/* Files are read by lines, forward and backward. */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_SCAN_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_SCAN_H

#include "helpers/journal/journal_files.h"

/* The bytes that are read together; a line is far shorter. */
#define JOURNAL_BLOCK ((size_t)256 * 1024)

/* Where only a line or two are wanted. */
#define JOURNAL_GLANCE ((size_t)8 * 1024)

/* The bytes of files that one step of a question looks at. */
#define JOURNAL_TURN ((uint64_t)4 * 1024 * 1024)

/*
 * A reading. The files with records of a token are read like one: one record a
 * line, "ID o|c VERB REST", IDs in rising order. A line that is no record is
 * passed over. All scans share the memory of a block, so that one must be at an
 * end before another begins; those of JOURNAL_READ have another one.
 */
struct journal_scan {
	int fd; /* -1: no file is open */
	uint64_t size; /* of the file */
	uint64_t at; /* the place between the line before and the next one */
	char *room; /* for a block */
	size_t most; /* bytes of it; a line that has more is none */
	uint64_t from; /* the place of the block */
	size_t have; /* bytes in it */
	int error; /* errno, if a read has failed; the file seems to end */

	/* Of records. */
	struct str token;
	uint64_t key; /* of the file */
	uint64_t tags; /* the ID of tags that were just read; or 0 */
	uint64_t first; /* where they begin, going forward */
};

/*
 * Opens a file at its beginning, for writing too where that is possible. False
 * if there is none, or with an error.
 */
bool journal_scan_open(
    struct journal_scan *scan, struct str token, enum journal_kind kind);
void journal_scan_close(struct journal_scan *scan);

/*
 * Reads the next line, and moves behind it. False at the end. It is valid until
 * the next call.
 */
bool journal_scan_line(struct journal_scan *scan, struct str *line);

/* Bytes of a record before its verb. */
#define JOURNAL_HEAD 19

struct journal_record {
	uint64_t id;
	char state; /* of the group: 'o' open, 'c' closed; '-' erased */
	struct str verb, rest;
	struct str line; /* all of it, without LF */
	uint64_t at; /* its place in the file */
};

/* The verb of the tags of the next record, which have its ID. */
#define JOURNAL_TAGS STR("tags")

/* The verb of a record from which on nothing is recorded, until the next. */
#define JOURNAL_OFF STR("off")

/* Returns whether it is a message. */
bool journal_record_is_said(const struct journal_record *record);

/*
 * Begins to read records: before the first one whose ID is not less. It always
 * needs to be closed.
 */
void journal_scan_seek(
    struct journal_scan *scan, struct str token, uint64_t id);

/* Reads the next record, or the one before, also of another file. */
enum journal_way { JOURNAL_FORTH, JOURNAL_BACK };
bool journal_scan_read(struct journal_scan *scan, enum journal_way way,
    struct journal_record *record);

/* Moves before the tags of a record, which are in the same file. */
void journal_scan_to_tags(
    struct journal_scan *scan, const struct journal_record *event);

/*
 * Returns the ID of the last record, of a message if so wanted. 0: there is
 * none among the last JOURNAL_TURN bytes.
 */
uint64_t journal_scan_last(struct str token, bool is_said);

#endif
