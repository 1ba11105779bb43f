/*
 * Writes records to the current file, and begins the next one at midnight (UTC)
 * or when a file is full. Records stay in memory until they are as safe as is
 * demanded. If a write fails, it is tried again every second. If a sync fails,
 * the system may have dropped what was not synced: all of it is then written to
 * a new file, and the old one is never written or synced again.
 */
#ifndef SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_WRITER_H
#define SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_WRITER_H

#include "helpers/journal/journal_disk.h"
#include "helpers/journal/journal_past.h"
#include "helpers/journal/write/journal_load.h"
#include "shared/clock.h"

/* When records are synced: after so many microseconds, or one of these. */
#define JOURNAL_SYNC_NONE UINT64_MAX
#define JOURNAL_SYNC_EACH ((usec)0)

/* The bytes of the records of a file, about. */
#define JOURNAL_FILE_MOST ((uint64_t)64 * 1024 * 1024)

/* So many bytes that wait to be written or synced are synced before their time.
 */
#define JOURNAL_UNSAFE_MANY ((size_t)2 * 1024 * 1024)

struct journal_writer {
	struct journal_past *past;
	usec sync;
	uint64_t file_most;
	int fd; /* the current file; -1: none */
	uint64_t key;
	uint64_t header; /* the length of its header */
	uint64_t version; /* of its format */
	uint64_t base; /* where in the file the bytes in memory begin */
	char *bytes, *other; /* of the lines in memory; for moving them */
	void *header_room;
	size_t len; /* bytes in memory */
	size_t whole; /* of them, without the records of an unfinished ID */
	size_t written; /* of them */
	struct journal_disk_early early;
	uint64_t group; /* the ID whose records are being taken; 0: none */
	uint64_t whole_id, written_id; /* the last one of those bytes */
	uint64_t done_id; /* the last one that is as safe as demanded */
	usec since; /* when the first unsynced record was written; 0: never */
	int error; /* errno of the last failure; 0: none */
	usec again; /* when to try to write again */
	int file_error; /* errno: the next file cannot begin; 0: it can */
	usec file_again; /* when to try to begin a file again; 0: at once */
	uint64_t lost_files; /* failed syncs */
	bool has_tails; /* lost files are to be cut */
};

/* Returns the bytes for its memory. */
size_t journal_writer_room(void);

/* Makes a writer that goes on where loading has ended. */
void journal_writer_init(struct journal_writer *writer,
    struct journal_past *past, const struct journal_loaded *loaded, usec sync,
    void *room);

/*
 * Takes a record that came from the parent; ignores one that it has already.
 * False if it cannot be taken now: take it again after the next run.
 */
bool journal_writer_take(
    struct journal_writer *writer, struct journal_record *record, usec now);

/*
 * Overwrites the event of that ID in this target, so that it is not seen, if it
 * is still in memory. Returns whether it was there.
 */
bool journal_writer_void(
    struct journal_writer *writer, uint64_t id, struct str where);

/*
 * Returns whether the current file has records that its version says nothing
 * of: journal_writer_change should be called.
 */
bool journal_writer_is_outdated(const struct journal_writer *writer);

/*
 * Begins the next file, for records from that ID on, if the current one is of a
 * day before, and so could not expire although nothing is said, or is outdated.
 */
void journal_writer_change(
    struct journal_writer *writer, uint64_t id, usec now);

/* Writes what waits, and syncs it when it is due. Blocks on the disk. */
void journal_writer_run(struct journal_writer *writer, usec now);

/* Makes everything as safe as demanded now, if possible. */
void journal_writer_finish(struct journal_writer *writer, usec now);

/* Returns when to run it next, even if nothing comes; UINT64_MAX: never. */
usec journal_writer_next(const struct journal_writer *writer);

#endif
