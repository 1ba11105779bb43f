/*
 * Reading files, by lines, forward and backward. The files with records of a
 * token are read like one: one record a line, "ID o|c VERB REST", IDs in rising
 * order. A line that is no record is passed over. They are bisected by their
 * raw bytes. All scans share the memory of a block, so that one must be at an
 * end before another begins.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_SCAN_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_SCAN_H

#include "helpers/journal/journal_files.h"
#include "shared/limits.h"

/* The bytes that are read together; a line is far shorter. */
#define JOURNAL_BLOCK ((size_t)256 * 1024)

/* Where only a line or two are wanted. */
#define JOURNAL_GLANCE ((size_t)8 * 1024)

/* Bytes of a record before its verb. */
#define JOURNAL_HEAD 19

struct journal_record {
	uint64_t id;
	char state; /* of the group: 'o' open, 'c' closed; '-' erased */
	struct str verb, rest;
	struct str line; /* all of it, without LF */
	uint64_t at; /* its place in the file */
};

struct journal_scan {
	int fd; /* -1: no file is open */
	uint64_t size; /* of the file */
	uint64_t at; /* the place between the line before and the next one */
	size_t most; /* bytes of a block; a line that has more is none */
	uint64_t from; /* the place of the block */
	size_t have; /* bytes in it */
	uint64_t work; /* bytes that were read, and as much for each file */
	int error; /* errno, if a read has failed; the file seems to end */

	/* Of records. */
	struct str token;
	uint64_t key; /* of the file */
};

/* Gets the memory of the block; false with errno. */
bool journal_scan_init(void);

/*
 * Opens any file at its beginning, for writing too where that is possible.
 * False with errno.
 */
bool journal_scan_open(struct journal_scan *scan, const char *path);
void journal_scan_close(struct journal_scan *scan);

/*
 * Read the next line, or the one before, and move behind it, or to its start.
 * False at the end. What they return is valid until the next call.
 */
bool journal_scan_line(struct journal_scan *scan, struct str *line);
bool journal_scan_line_back(struct journal_scan *scan, struct str *line);

/*
 * Reads a line as a record; false if it is none. Return whether it is a
 * message; and the name of the account that has caused the event, or an empty
 * one.
 */
bool journal_record_read(struct str line, struct journal_record *record);
bool journal_record_is_said(const struct journal_record *record);
struct str journal_record_account(const struct journal_record *record);

/*
 * Begin to read records: before the first one whose ID is not less; or at the
 * place where another scan was in the file with that key, or at the next file
 * if that one is gone. They always need to be closed.
 */
void journal_scan_seek(
    struct journal_scan *scan, struct str token, uint64_t id);
void journal_scan_resume(
    struct journal_scan *scan, struct str token, uint64_t key, uint64_t at);

/* Read the next record, or the one before, also of another file. */
bool journal_scan_next(
    struct journal_scan *scan, struct journal_record *record);
bool journal_scan_back(
    struct journal_scan *scan, struct journal_record *record);

/* Moves from the start of a record with that ID before its tags. */
void journal_scan_to_tags(struct journal_scan *scan, uint64_t id);

/* Returns the ID of the last record; 0: there is none. */
uint64_t journal_scan_last(struct str token);

#endif
