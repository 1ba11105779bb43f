/*
 * The indexes of all files of the history. That of the newest file is in memory
 * and is written when the next file begins. Those of the others are checked
 * after the start, from the newest to the oldest, a little at a time; one that
 * is missing, damaged or of another size is made anew. One whose blocks were
 * cut off is used without them until it has been made anew, which begins some
 * time after the last text of the file was erased. Past memberships are in
 * them, too: who may read a record is known when the index of its file and of
 * all newer ones is ready.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_INDEXES_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_INDEXES_H

#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_gaps.h"
#include "helpers/journal/journal_members.h"
#include "helpers/journal/read/journal_index_fds.h"
#include "helpers/journal/read/journal_index_file.h"
#include "helpers/journal/read/journal_view.h"
#include "shared/clock.h"

/* The present work. */
enum journal_indexing {
	JOURNAL_INDEX_IDLE,
	JOURNAL_INDEX_CHECK, /* the CRC of an index */
	JOURNAL_INDEX_LOAD, /* past memberships from it */
	JOURNAL_INDEX_MAKE /* a new index, from the file */
};

struct journal_indexes {
	struct journal_files *files;
	struct journal_members *members;
	struct journal_gaps *gaps;
	struct journal_view *view;
	struct journal_index live; /* of the newest file */
	uint64_t live_end; /* position after its last line */
	struct journal_index spare; /* being made */
	bool is_lent; /* spare is used otherwise: no index is made */
	uint32_t *order; /* JOURNAL_INDEX_ROWS, for sorting */
	uint64_t ready; /* the files from this key on are ready */
	enum journal_indexing state;
	uint64_t key; /* the file of the present work */
	struct journal_index_check check;
	uint64_t at; /* position of the work in it */
	uint64_t last_id; /* of its last whole record so far */
	bool damaged; /* a line since then is */
	usec retry; /* when an index that could not be written is made again;
		       0: none has failed */
	usec renews; /* when one without blocks is made again; 0: all have */
	struct journal_blocks blocks; /* that were used last */
	struct journal_index_fds fds;
};

/* The result of a search. */
enum journal_found {
	JOURNAL_FOUND,
	JOURNAL_ABSENT, /* the target has no record in that file */
	JOURNAL_LATER, /* the index is not ready yet */
	JOURNAL_NEVER /* it cannot be made */
};

/*
 * Returns the size of the memory, and sets it up in zeroed memory of that size.
 * The files, members, gaps and view are the caller's.
 */
size_t journal_indexes_room(void);
void journal_indexes_init(struct journal_indexes *indexes, void *room,
    const struct siphash_secret *secret);

/*
 * The functions of a watcher (journal_past.h), which is told the lines of the
 * newest file: it begins; it has a line; it ends with so many bytes, and
 * another follows. The index is then written, unless the file has been cut.
 */
void journal_indexes_begin(void *indexes, uint64_t key);
void journal_indexes_line(void *indexes, const struct journal_record *record,
    uint64_t at, size_t len);
void journal_indexes_end(void *indexes, uint64_t key, uint64_t size);

/* Returns whether the newest file should be followed by another. */
static inline bool
journal_indexes_are_full(const struct journal_indexes *indexes)
{
	return journal_index_is_full(&indexes->live);
}

/* Returns whether there is work in the background. */
bool journal_indexes_need_work(const struct journal_indexes *indexes);

/* Returns when there will be work again that has to wait; or UINT64_MAX. */
static inline usec
journal_indexes_next(const struct journal_indexes *indexes)
{
	if (indexes->state != JOURNAL_INDEX_IDLE)
		return UINT64_MAX;
	if (indexes->retry != 0)
		return indexes->retry;
	return indexes->renews != 0 ? indexes->renews : UINT64_MAX;
}

/*
 * Does the next part of the work in the background, less than 1 ms. Returns
 * whether there is more.
 */
bool journal_indexes_work(struct journal_indexes *indexes);

/* Finds a record in a file, as journal_index_find does. */
enum journal_found journal_indexes_find(struct journal_indexes *indexes,
    uint64_t key, struct str where, uint64_t id, struct journal_index_hit *hit);

/*
 * Finds the last block of the target that ends at or before a position of a
 * file. False if there is none, or if that is not known.
 */
bool journal_indexes_block(struct journal_indexes *indexes, uint64_t key,
    struct str where, uint64_t at, struct journal_block *block);

/*
 * The text of a record of that file is going to be erased; null: of a damaged
 * one. No signature has anything of it from now on, nor will after a crash.
 * False with errno if that cannot be achieved: the text has to stay.
 */
bool journal_indexes_erase(struct journal_indexes *indexes, uint64_t key,
    const struct journal_record *record);

/*
 * Returns the ID of the last record before that file, as its header says; 0 if
 * that is not known.
 */
uint64_t journal_indexes_before(struct journal_indexes *indexes, uint64_t key);

/* Closes the index of a file that is removed. */
void journal_indexes_close(struct journal_indexes *indexes, uint64_t key);

/*
 * Makes a file's index again, because it is wrong, or the file was written anew
 * or is found to be damaged.
 */
void journal_indexes_renew(struct journal_indexes *indexes, uint64_t key);

#endif
