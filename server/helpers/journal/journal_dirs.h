/*
 * What the journal keeps, by token: a table of all tokens that have a directory
 * of records, a table, a box or letters, or that live, sorted by name; and the
 * paths of their files below the directory of the state. Of the files with
 * records, only the newest and the oldest are known; their directory is listed
 * for the others.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_DIRS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_DIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"
#include "shared/token.h"

#define JOURNAL_DIRS_MOST 65536

/* Bytes of the longest path, NUL included. */
#define JOURNAL_PATH 320

/* Microseconds, as IDs have them. */
#define JOURNAL_DAY (UINT64_C(86400) * 1000000)

/* Kinds of files; the first ones have a directory each in that of the state. */
enum journal_kind {
	JOURNAL_RECORDS, /* of a day, in a directory of the token */
	JOURNAL_TABLE,
	JOURNAL_BOX,
	JOURNAL_LETTERS,
	JOURNAL_PLACES,
	JOURNAL_MEMBERS = JOURNAL_PLACES, /* beside the records */
	JOURNAL_CLOSED,
	JOURNAL_KINDS
};

struct journal_dir {
	char name[TOKEN_MOST + 1]; /* ended by NUL */
	uint8_t len;
	uint8_t has; /* of the places, as bits 1 << kind */
	bool lives;
	bool closed; /* it was ever closed, and has no MADE */
	bool begun; /* a record has come since the journal began */
	struct journal_slot *slot[JOURNAL_KINDS]; /* its open files, or null */
	uint32_t letters;
	uint32_t files; /* with records */
	uint64_t bytes; /* of these */
	uint64_t newest, oldest; /* their keys; 0: none */
	uint64_t last; /* ID of the last record; 0: not known, or none */
	uint64_t said; /* ID of the last message; 0: not known; 1: none */
};

/*
 * Maps memory, in place of what it has returned for another journal; null with
 * errno. To be called before the sandbox forbids it.
 */
void *journal_map(void *old, size_t size);

/* Gets the memory, and makes the places that are not there. False with errno.
 */
bool journal_dirs_init(int state);

/*
 * Reads what is there, below the open directory of the state, which
 * journal_state returns from then on. False with errno.
 */
bool journal_dirs_load(int state);
int journal_state(void);

/*
 * Notes that what has that path is written, comes or goes. The next sync has to
 * sync that, too: journal_sync_places syncs all of it, and with syncfs all that
 * was ever written; false with errno.
 */
void journal_touched(const char *path);
bool journal_is_touched(void);
bool journal_sync_places(void);

static inline struct str
journal_dir_name(const struct journal_dir *dir)
{
	return (struct str) { dir->name, dir->len };
}

/*
 * Return the one with that token: null if there is none, or there is no room
 * for it.
 */
struct journal_dir *journal_dir_find(struct str token);
struct journal_dir *journal_dir_make(struct str token);

/*
 * Return the one at a place in the order of names, null behind the last; and
 * the place of the first one after the token. Places change with the table.
 */
struct journal_dir *journal_dir_at(uint32_t place);
uint32_t journal_dir_after(struct str token);

/*
 * Removes all that it has, in all places, and itself from the table unless it
 * lives. None of its files is open. False with errno, if not all of it could be
 * removed.
 */
bool journal_dir_end(struct journal_dir *dir);

/*
 * Files with records. Their keys rise with time: a date as a number, and the
 * number of the file in that day. journal_key returns that of the first file of
 * a day, counted from 1970; journal_key_near the next one of a file that is
 * there, after a key, or before it; or 0, with errno if that is not known.
 */
#define JOURNAL_KEY_BITS 20 /* of the number */
#define JOURNAL_KEY_MOST ((UINT64_C(1) << JOURNAL_KEY_BITS) - 1)
#define JOURNAL_KEY_DATE(key) ((key) >> JOURNAL_KEY_BITS)
uint64_t journal_key(uint64_t day);
uint64_t journal_key_near(
    const struct journal_dir *dir, uint64_t key, bool after);

/*
 * Returns the path of a file, valid until the next call; with a key of 0 that
 * of records is their directory's.
 */
const char *journal_path(
    const struct journal_dir *dir, enum journal_kind kind, uint64_t key);

/* Notes that there is a file with records; or removes one, false with errno. */
void journal_file_made(struct journal_dir *dir, uint64_t key);
bool journal_file_remove(struct journal_dir *dir, uint64_t key);

/* Returns the date of the last day with records but one; 0: there is none. */
uint64_t journal_dirs_before(void);

/* What there is in all. */
struct journal_totals {
	uint64_t files, bytes; /* with records */
	uint64_t letters; /* as far as they were counted */
};
struct journal_totals journal_dirs_totals(void);

#endif
