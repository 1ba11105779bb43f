/*
 * Reading a file with records: one record a line, "ID o|c VERB REST", IDs in
 * rising order. A line that is no record is passed over. A file is read in
 * blocks, forward and backward, and bisected by its raw bytes. All scans share
 * the memory of the block, so that one must be at an end before another begins.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_SCAN_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_SCAN_H

#include "helpers/journal/journal_dirs.h"
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
	int fd; /* -1: there is no such file */
	uint64_t key;
	uint64_t size; /* of the file */
	uint64_t at; /* the place between the line before and the next one */
	size_t most; /* bytes of a block; a line that has more is none */
	uint64_t from; /* the place of the block */
	size_t have; /* bytes in it */
	int error; /* errno, if a read has failed; the file seems to end */
};

/* Sets the memory of the block, JOURNAL_BLOCK bytes. */
void journal_scan_init(char *room);

/*
 * Opens the file with that key at its beginning; false if that is not possible.
 * For a key of 0 that is so. It must be closed. It can be written, if writes.
 */
bool journal_scan_open(struct journal_scan *scan, struct journal_dir *dir,
    uint64_t key, bool writes);
void journal_scan_close(struct journal_scan *scan);

/* Opens any file in the same way, whose lines journal_scan_line reads. */
bool journal_scan_open_at(
    struct journal_scan *scan, int directory, const char *name, bool writes);

/*
 * Read the next record, or the one before, and move behind it, or to its start.
 * False at the end. What they return is valid until the next call.
 */
bool journal_scan_next(
    struct journal_scan *scan, struct journal_record *record);
bool journal_scan_back(
    struct journal_scan *scan, struct journal_record *record);

/* Read the next line, or the one before, whether it is a record or not. */
bool journal_scan_line(struct journal_scan *scan, struct str *line);
bool journal_scan_line_back(struct journal_scan *scan, struct str *line);

/*
 * Returns the bytes before that place which are in the block; those before the
 * block if there are none. False at the start. Without have, all are read anew.
 */
bool journal_scan_load_back(struct journal_scan *scan, struct str *block);

/* Moves before the first record whose ID is not less. */
void journal_scan_seek(struct journal_scan *scan, uint64_t id);

/* Reads a line as a record; false if it is none. */
bool journal_record_read(struct str line, struct journal_record *record);

/* Returns the key of the file that has the ID, or of the next one; 0: none. */
uint64_t journal_scan_find(struct journal_dir *dir, uint64_t id);

/*
 * Return the ID of the last record of a directory, and of all; 0 if there is
 * none. For all, only files of the last day are read.
 */
uint64_t journal_scan_last(struct journal_dir *dir);
uint64_t journal_scan_last_of_all(void);

#endif
