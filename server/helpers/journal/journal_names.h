/*
 * The names of all files, which are below the directory of the state. A token
 * (shared/token.h) has a directory of records, a table, a box and letters, or
 * some of these. What there is, is seen by listing it; only what is asked often
 * is marked in memory.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_NAMES_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
 * Gets the memory, and makes the places that are not there; false with errno.
 * journal_names_begin sets the open directory of the state, which journal_state
 * returns.
 */
bool journal_names_init(int state);
void journal_names_begin(int state);
int journal_state(void);

/*
 * Notes that what has that path is written, comes or goes. The next sync has to
 * sync that, too: journal_sync_places syncs all of it, and with syncfs all that
 * was ever written; false with errno.
 */
void journal_touched(const char *path);
bool journal_is_touched(void);
bool journal_sync_places(void);

/*
 * Returns whether the pair is marked, and marks it if sets. It may be so by
 * mistake: once in thousands.
 */
bool journal_mark(struct str one, struct str other, bool sets);

/*
 * Returns the path of a file, valid until the next call; with a key of 0 that
 * of records is their directory's.
 */
const char *journal_path(
    struct str token, enum journal_kind kind, uint64_t key);

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

/* Returns the last date but one of all files that were seen so; 0: none. */
uint64_t journal_date_before(void);

/* Some tokens that have something in a place, in the order of their names. */
#define JOURNAL_BATCH 64
struct journal_name {
	uint8_t len;
	char text[TOKEN_MOST];
};
struct journal_batch {
	size_t count; /* less than JOURNAL_BATCH: the last one is among them */
	struct journal_name name[JOURNAL_BATCH];
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
 * Lists the first tokens after that one for which wanted returns true; all, if
 * it is null. journal_next returns the next one, valid until the next call;
 * empty if there is none. journal_each calls each, unless it is null, for all
 * tokens of a place, in any order, and removes what is left of files that were
 * not whole; false with errno if they cannot be listed.
 */
void journal_list(struct journal_batch *batch, enum journal_kind place,
    struct str token, bool (*wanted)(const void *of, struct str token),
    const void *of);
struct str journal_next(enum journal_kind place, struct str token);
bool journal_each(enum journal_kind place, void (*each)(struct str token));

/*
 * Remove one file with records; the directory of records, if it is empty; or
 * all that a token has, none of which is open. False with errno.
 */
bool journal_remove_file(struct str token, uint64_t key);
bool journal_remove_directory(struct str token);
bool journal_remove(struct str token);

/* What there is in all. */
struct journal_totals {
	uint64_t tokens, files, bytes; /* with records */
	uint64_t letters;
};
struct journal_totals *journal_totals(void);

#endif
