/*
 * The file "rows" of the journal's directory: changes of rows, a line each, as
 * in a file of the history,
 *	CRC 0 put ID WHERE KIND KEY [REST]
 *	CRC 0 cut ID WHERE KIND KEY
 *
 * When more than half of the file is out of date, or any of it for very long
 * (journal_rows_writer.h), it is written anew, a part at a time, as "rows.new",
 * which then takes its place. A tail that is not whole, as a crash leaves it,
 * goes to "rows.cut". Unsynced lines stay in memory, because after a failed
 * sync the file is not trusted any more and is written anew at once. The text
 * of a letter that is cut does not stay in the file: journal_wipes.h.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_ROWS_FILE_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_ROWS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "helpers/journal/journal_disk.h"
#include "helpers/journal/journal_rows.h"
#include "helpers/journal/journal_wipes.h"
#include "shared/error.h"

#define ROWS_FILE "rows"
#define ROWS_FILE_NEW ROWS_FILE ".new"
#define ROWS_FILE_CUT ROWS_FILE ".cut"

/* Room for unsynced lines, and for the output of a new file. */
#define ROWS_PENDING ((size_t)4 << 20)
#define ROWS_OUT ((size_t)256 * 1024)

struct journal_rows_file {
	struct journal_rows rows;
	int directory;
	uid_t owner;
	int fd; /* -1: there is no file yet */
	uint64_t synced; /* bytes of the file */
	char *pending; /* ROWS_PENDING: the lines after these */
	size_t len, written; /* bytes of them, and those in the file */
	bool is_broken; /* a sync has failed, of the file or its name */
	uint64_t last_id; /* the greatest one in the file when it was opened */
	uint64_t damaged; /* lines that were not whole */
	uint64_t lost; /* changes of rows that there was no room for */
	uint64_t cut; /* bytes that went to rows.cut */
	struct journal_wipes wipes;
	/* Set by init; a test may want less. */
	uint64_t waste; /* fewer bytes out of date are left as they are */
	uint32_t part; /* rows that are copied at a time */
	bool hides; /* what is not synced: history_sync is each */
	bool is_stale; /* to be written anew, however little is out of date */
	struct {
		int fd; /* of the new file; -1: none is written */
		uint64_t size; /* its bytes, without those in out */
		char *out; /* ROWS_OUT */
		size_t len;
		uint32_t at; /* the row that comes next */
		uint32_t left; /* rows that are not in it, or have changed */
		struct journal_disk_early early;
	} next;
};

/*
 * Returns the bytes for the index and the buffers, and sets all of it up in
 * such room, which is zero.
 */
size_t journal_rows_file_room(void);
void journal_rows_file_init(struct journal_rows_file *file, int directory,
    uid_t owner, void *room, struct siphash_secret secret);

/*
 * Reads the file, if there is one; if it is to be safe, also syncs what an
 * earlier process may not have synced. False with *why if it cannot be read or
 * mended, or is not a regular file of the owner.
 */
bool journal_rows_file_open(
    struct journal_rows_file *file, bool safe, struct error *why);

/* Returns whether nobody is to be told of the row yet: it is not synced. */
bool journal_rows_file_hides(
    const struct journal_rows_file *file, uint32_t number);

/* Returns whether the next record might not fit before a sync. */
bool journal_rows_file_is_full(const struct journal_rows_file *file);

/*
 * Returns whether anything is to be synced: a record, one that is overwritten,
 * or the file again.
 */
bool journal_rows_file_is_dirty(const struct journal_rows_file *file);

/*
 * Takes a record "put" or "cut"; the file must not be full. False if it has no
 * names, or there are too many rows: then it changes nothing.
 * journal_rows_file_move takes a "put" of a row whose other name the caller
 * cuts next, for which there is always a place.
 */
bool journal_rows_file_take(
    struct journal_rows_file *file, const struct journal_record *record);
bool journal_rows_file_move(
    struct journal_rows_file *file, const struct journal_record *record);

/*
 * journal_rows_file_write writes all lines to the file; journal_rows_file_sync
 * writes and, unless it need not be safe, syncs them, in a new file if an
 * earlier sync has failed; they are no longer in memory then. Both block for as
 * long as the disk takes. False with errno, to be called again.
 */
bool journal_rows_file_write(struct journal_rows_file *file);
bool journal_rows_file_sync(struct journal_rows_file *file, bool safe);

/* Returns how many bytes of the file are out of date. */
uint64_t journal_rows_file_waste(const struct journal_rows_file *file);

/*
 * Writes a part of a new file, where that is worth it, for about a millisecond;
 * the last part syncs it. Returns whether there is more to do.
 */
bool journal_rows_file_tidy(struct journal_rows_file *file);

/*
 * Reads the record of a row; it points into room for JOURNAL_LINE bytes. False
 * if it is damaged.
 */
bool journal_rows_file_read(const struct journal_rows_file *file,
    uint32_t number, char *room, struct journal_record *record);

#endif
