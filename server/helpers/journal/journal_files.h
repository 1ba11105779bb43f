/*
 * The files of the history, in the journal's directory. A file is known by its
 * key, a number that grows with each file; its name is YYYY-MM-DD.N. Files for
 * reading are opened when they are needed and stay open while there is room.
 * Files of other names and foreign files, those without a whole record, are
 * left alone.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_FILES_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/error.h"
#include "shared/str.h"

/* The files that there may be, and those that are open for reading. */
#define JOURNAL_FILES_MOST 16384
#define JOURNAL_FILES_OPEN 8

/* Room for a name of a file, with the longest ending and a NUL. */
#define JOURNAL_FILE_NAME 40

/* The key of the first file of a day, N = 1, and the parts of a key. */
#define JOURNAL_FILE_BITS 20
#define JOURNAL_DAY ((uint64_t)86400 * 1000000)

struct journal_file {
	uint64_t key;
	uint64_t size; /* its valid bytes: none after them is read */
	uint64_t records; /* without the header; 0 if not known yet */
	uint64_t first_id, last_id; /* 0 if not known yet */
	bool is_foreign; /* not ours: never read or changed */
	bool has_tail; /* bytes behind its size that a later file has, too */
	bool is_damaged; /* lines were met that are, and may have text */
	/* For journal_indexes.h. */
	bool has_index; /* it is whole, and has so many bytes of rows: */
	uint64_t index_length;
	bool has_blocks; /* and the blocks after them */
	bool has_past; /* the past memberships in it are known */
	bool has_damage; /* and the index says where */
};

struct journal_files {
	int directory;
	uid_t owner; /* of all files; those of others are not trusted */
	struct journal_file *file; /* the oldest first */
	size_t count;
	uint64_t cuts; /* files of tails that were not whole */
	struct {
		uint64_t key; /* 0: none */
		uint64_t used; /* when, in uses */
		int fd;
	} open[JOURNAL_FILES_OPEN];
	uint64_t uses;
};

/* Returns the bytes for the table, and sets it up in that room. */
size_t journal_files_room(void);
void journal_files_init(
    struct journal_files *files, int directory, uid_t owner, void *room);

/* Returns the key of the first file of the day of an ID, and the day of a key.
 */
uint64_t journal_file_first(uint64_t id);
uint64_t journal_file_day(uint64_t key);

/*
 * Writes the name of a file, with an ending such as ".index", into room, and
 * returns it. journal_file_key returns the key of a name, or 0 if it is none of
 * a file.
 */
const char *journal_file_name(
    uint64_t key, const char *ending, char room[JOURNAL_FILE_NAME]);
uint64_t journal_file_key(struct str name);

/*
 * Reads the directory: all files with their sizes. Removes the files of names
 * with the ending ".new", which a dead journal has left. False with *why if
 * that is not possible, or the newest file is not a regular file of the owner
 * that nobody else can access.
 */
bool journal_files_scan(struct journal_files *files, struct error *why);

/* Closes all files that are open for reading. */
void journal_files_close(struct journal_files *files);

/* Returns a file; null if there is none of that key. */
struct journal_file *journal_files_find(
    const struct journal_files *files, uint64_t key);

/* Returns the key of the first file after that one; 0 if there is none. */
uint64_t journal_files_after(const struct journal_files *files, uint64_t key);

/* Returns the bytes of all files together. */
uint64_t journal_files_size(const struct journal_files *files);

/* Returns the newest file that is ours; null if there is none. */
struct journal_file *journal_files_newest(const struct journal_files *files);

/* Adds a file that is newer than all others. Null if there are too many. */
struct journal_file *journal_files_add(
    struct journal_files *files, uint64_t key);

/* Closes a file that is not read any more, or was written anew. */
void journal_files_renewed(struct journal_files *files, uint64_t key);

/* Forgets a file that was removed, and closes it. */
void journal_files_drop(struct journal_files *files, uint64_t key);

/*
 * Returns a descriptor to read the file, which stays open until other files are
 * read; -1 with errno.
 */
int journal_files_open(struct journal_files *files, uint64_t key);

/*
 * Reads valid bytes of a file. Returns the count, which is less than size only
 * at the end; -1 with errno.
 */
ssize_t journal_files_read(struct journal_files *files, uint64_t key,
    uint64_t at, char *room, size_t size);

/*
 * Reads the line that starts there into room for JOURNAL_LINE bytes. Returns
 * LINE_WHOLE with *line, without its LF, or LINE_TOO_LONG if there is no LF
 * within that room, or LINE_NONE at the end of the file or on an error.
 */
enum line_found journal_files_line(struct journal_files *files, uint64_t key,
    uint64_t at, char *room, struct str *line);

#endif
