/*
 * Writes changes of rows (journal_rows_file.h), as safe as history_sync demands
 * and as the writer of records does: if that fails, it is tried again every
 * second, and nothing more is taken when the memory is full.
 */
#ifndef SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_ROWS_WRITER_H
#define SERVER_HELPERS_JOURNAL_WRITE_JOURNAL_ROWS_WRITER_H

#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_rows_file.h"
#include "shared/clock.h"

/*
 * Bytes that are out of date stay in the file for no longer, however few they
 * are: somebody may have wanted them to be gone.
 */
#define JOURNAL_ROWS_STALE (3600 * SEC)

struct journal_rows_writer {
	struct journal_rows_file file;
	usec sync; /* as for journal_writer.h */
	uint64_t first_id; /* the first one that is not safe; 0: all are */
	uint64_t last_id; /* the last one that was taken */
	usec since; /* when that was taken */
	usec again; /* when to try again; 0: nothing has failed */
	int error; /* errno of the last failure; 0: none */
	usec expires; /* when to look for letters that are too old */
	uint32_t expired; /* the row that is looked at next; 0: the first */
	usec stale; /* when the file is to be written anew; 0: nothing in it is
		       out of date */
};

/*
 * Returns the bytes of its memory, sets it up in such memory, which is zero,
 * and reads the file, which is beside these and has the same owner. False with
 * *why if that is not possible.
 */
size_t journal_rows_writer_room(void);
bool journal_rows_writer_begin(struct journal_rows_writer *writer,
    const struct journal_files *files, usec sync, void *room,
    struct siphash_secret secret, struct error *why);

/*
 * Takes a record, "put", "move" or "cut", which may be for all letters of a
 * mailbox up to an ID (journal_letters.h), or for all rows of a group
 * (journal_tables.h); one that changes nothing is ignored. False if it cannot
 * be taken now: take it again after the next run.
 */
bool journal_rows_writer_take(struct journal_rows_writer *writer,
    const struct journal_record *record, usec now);

/*
 * Writes what waits, syncs it when that is due, or at once if asked, and works
 * on a new file for a while. Blocks on the disk. Returns whether there is more
 * to do at once.
 */
bool journal_rows_writer_run(
    struct journal_rows_writer *writer, usec now, bool at_once);

/*
 * Cuts the letters that an account has sent, if the record is "forget ID
 * @ACCOUNT BEFORE". False if it cannot be taken now, as above.
 */
bool journal_rows_writer_forget(struct journal_rows_writer *writer,
    const struct journal_record *record, usec now);

/*
 * Cuts letters that are too old, if it is time to look for them: for less than
 * a millisecond. wall is the time of day; nothing is too old if it is 0.
 */
void journal_rows_writer_expire(
    struct journal_rows_writer *writer, usec now, usec wall);

/* Returns when to run it next, even if nothing comes; UINT64_MAX: never. */
usec journal_rows_writer_next(const struct journal_rows_writer *writer);

#endif
