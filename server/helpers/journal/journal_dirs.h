/*
 * What the journal keeps, by token: a table of all tokens that have a directory
 * of records, a table, a box or letters, or that live. It is sorted by name. Of
 * the files with records only the newest and the oldest are known for each
 * directory; the others are listed when they are read.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_DIRS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_DIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"
#include "shared/token.h"

/* The most tokens, and files with records of one token. */
#define JOURNAL_DIRS_MOST 65536
#define JOURNAL_FILES_MOST 65536

/* Room for the name of a file with records, or of any name of a token. */
#define JOURNAL_NAME 264

/* Microseconds, as IDs have them. */
#define JOURNAL_DAY (UINT64_C(86400) * 1000000)

/* The directories below that of the state. */
enum journal_place {
	JOURNAL_HISTORY,
	JOURNAL_TABLES,
	JOURNAL_BOXES,
	JOURNAL_LETTERS,
	JOURNAL_PLACES
};

struct journal_dir {
	char name[TOKEN_MOST + 1]; /* ended by NUL */
	uint8_t len;
	uint8_t has; /* places where it has something, as bits 1 << place */
	uint8_t anew; /* places where it is written anew: a table, a box */
	bool lives;
	bool closed; /* it was ever closed, and has no MADE */
	bool begun; /* a record has come since the journal began */
	uint32_t letters;
	uint32_t files; /* with records */
	uint64_t bytes; /* of these files */
	uint64_t newest, oldest; /* their keys; 0: none */
	uint64_t last; /* ID of the last record; 0: not known, or none */
	uint64_t said; /* ID of the last message; 0: not known; 1: none */
	uint64_t members_most; /* size of the file of members that is too much
				*/
};

/* Returns how much memory the table needs, and sets it up there. */
size_t journal_dirs_room(void);
void journal_dirs_init(char *room);

/* Makes the places that are not there; false with errno. */
bool journal_dirs_make(int state);

/*
 * Opens the places, which are below the descriptor, and reads what is there.
 * False with errno. journal_place returns the descriptor of a place.
 */
bool journal_dirs_load(int state);
int journal_place(enum journal_place place);

static inline struct str
journal_dir_name(const struct journal_dir *dir)
{
	return (struct str) { dir->name, dir->len };
}

/*
 * Notes that something was written, or that names have changed in the directory
 * that is open: the next sync has to sync that, too. journal_sync_places syncs
 * all of it, and with syncfs all that was ever written; false with errno.
 */
void journal_touched(int fd);
bool journal_is_touched(void);
bool journal_sync_places(void);

/*
 * Return the one with that token: null if there is none, or there is no room
 * for it.
 */
struct journal_dir *journal_dir_find(struct str token);
struct journal_dir *journal_dir_make(struct str token);

/* Returns the next one by name; null after the last. */
struct journal_dir *journal_dir_after(struct str token);

/*
 * Opens the directory of the records, and makes it if makes; -1 with errno. The
 * caller closes it.
 */
int journal_dir_open(struct journal_dir *dir, bool makes);

/*
 * Removes all that it has, in all places, and itself from the table unless it
 * lives. None of its files is open. False with errno, if not all of it could be
 * removed.
 */
bool journal_dir_end(struct journal_dir *dir);

/* Removes it from the table if it has nothing and does not live. */
void journal_dir_release(struct journal_dir *dir);

/*
 * Files with records. A key is the day, counted from 1970, and the number in
 * that day, so that keys rise with time. These return the key of the file after
 * and before another; 0: there is none.
 */
#define JOURNAL_KEY(day, number) ((uint64_t)(day) << 20 | (number))
#define JOURNAL_KEY_DAY(key) ((key) >> 20)
uint64_t journal_file_after(struct journal_dir *dir, uint64_t key);
uint64_t journal_file_before(struct journal_dir *dir, uint64_t key);

/* Writes the name of a file into room, and returns it; reads a key, or 0. */
const char *journal_file_name(uint64_t key, char room[JOURNAL_NAME]);
uint64_t journal_file_key(struct str name);

/* A file has come, or grown by so many bytes; is shorter; or is removed. */
void journal_file_made(struct journal_dir *dir, uint64_t key);
bool journal_file_remove(struct journal_dir *dir, uint64_t key);

/* All bytes and files with records. */
uint64_t journal_dirs_bytes(void);
uint64_t journal_dirs_files(void);

#endif
