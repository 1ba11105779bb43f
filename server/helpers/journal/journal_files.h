/*
 * The files of the journal, which are below the directory of the state. A token
 * (shared/token.h) has a directory of records, a table, a box and letters, or
 * some of these. What there is, is seen by listing it.
 *
 * Those that are written stay open, as many as are used at the time. A sync is
 * one for all: fdatasync of each file, or syncfs where there is that and there
 * are many.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_FILES_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_FILES_H

#include "helpers/append.h"
#include "shared/clock.h"
#include "shared/str.h"
#include "shared/token.h"

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

/*
 * Maps memory, in place of what it has returned for another journal; null with
 * errno. To be called before the sandbox forbids it.
 */
void *journal_map(void *old, size_t size);

/*
 * Make the places that are not there, and get the memory; false with errno.
 * journal_files_begin sets the open directory of the state, which journal_state
 * returns.
 */
bool journal_names_init(int state);
bool journal_store_init(void);
void journal_files_begin(int state);
int journal_state(void);

/*
 * Returns the path of a file, valid until the next call; with a key of 0 that
 * of records is their directory's.
 */
const char *journal_path(
    struct str token, enum journal_kind kind, uint64_t key);

/*
 * Notes that what has that path is written, comes or goes: the next sync has to
 * sync that, too.
 */
void journal_touched(const char *path);

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
uint64_t journal_key_near(struct str token, uint64_t key, bool after);

/* What is in a directory of records. */
struct journal_sum {
	uint64_t files, bytes;
	uint64_t newest, oldest; /* keys; 0: none */
	bool closed; /* the group was ever closed */
};
struct journal_sum journal_look(struct str token);

/* What there is in all. */
struct journal_totals {
	uint64_t tokens, files, bytes; /* with records */
	uint64_t letters;
};
struct journal_totals *journal_totals(void);

/* A token that is kept. */
struct journal_name {
	uint8_t len; /* 0: none */
	char text[TOKEN_MOST];
};

static inline struct str
journal_name(const struct journal_name *name)
{
	return (struct str) { name->text, name->len };
}

static inline void
journal_name_set(struct journal_name *name, struct str token)
{
	name->len = (uint8_t)token.len;
	if (token.len > 0)
		memcpy(name->text, token.at, token.len);
}

/*
 * Returns the token in a place that follows one, in the order of their names,
 * valid until the next call; empty if there is none. journal_each calls each,
 * unless it is null, for all tokens of a place, in any order, and removes what
 * is left of files that were not whole; false with errno if they cannot be
 * listed.
 */
struct str journal_next(enum journal_kind place, struct str token);
bool journal_each(enum journal_kind place, void (*each)(struct str token));

/*
 * Remove one file with records, which is closed; the directory of records, if
 * it is empty; or all that a token has. False with errno.
 */
bool journal_remove_file(struct str token, uint64_t key);
bool journal_remove_directory(struct str token);
bool journal_remove(struct str token);

/* A file that is open for writing. */
struct journal_slot {
	struct journal_name name; /* the token */
	enum journal_kind kind;
	uint64_t key; /* of a file with records; or 0 */
	uint64_t last; /* ID of the last record that was added; 0: none */
	uint64_t used; /* when, as a number of uses */
	struct append file;
};

/*
 * Return the open file of a kind, if there is one: a token has at most one of
 * each. journal_store_open opens it with that key, or makes it; null if that is
 * not possible.
 */
struct journal_slot *journal_store_find(
    struct str token, enum journal_kind kind);
struct journal_slot *journal_store_open(
    struct str token, enum journal_kind kind, uint64_t key);

/* Writes what waits, and closes the file, if it is open. */
bool journal_store_close(struct str token, enum journal_kind kind);

/* Appends pieces to a file. False: nothing is appended. */
bool journal_store_add(
    struct journal_slot *slot, const struct str *pieces, size_t count);
#define JOURNAL_ADD(slot, ...)                                        \
	journal_store_add(slot, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Writes what waits, which is for one file. False if that is not possible. */
bool journal_store_write(void);

/*
 * Overwrites part of a line in an open file: "- ---...". False with errno. The
 * caller has it synced.
 */
bool journal_store_blank(int fd, uint64_t at, size_t len);

/*
 * Writes a file, which is not open, anew with those of its lines for which
 * stays returns true; without any it is removed. The next sync has to sync
 * that. False with errno; the old file is there then, or the new one.
 */
bool journal_store_filter(const char *path,
    bool (*stays)(const void *of, struct str line), const void *of);

/* Syncs all that was written. False: some may be lost. */
bool journal_store_sync(void);

/* Returns the bytes that are not synced; 1 if it is only names. */
uint64_t journal_store_unsynced(void);

/* All syncs so far. */
struct journal_syncs {
	uint64_t count;
	usec time;
};
struct journal_syncs journal_store_syncs(void);

/* Notes why something cannot be written, and returns false. */
bool journal_store_fail(const char *path, int error);

/* What could not be written last, and why. */
struct journal_failure {
	char path[JOURNAL_PATH];
	const char *reason;
};
const struct journal_failure *journal_store_failure(void);

/* Tells the router something for its log; defined by the process. */
void journal_warn(const struct str *pieces, size_t count);
#define JOURNAL_WARN(...)                                  \
	journal_warn((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
