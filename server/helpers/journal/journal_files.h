/*
 * The files of the journal, which are below the directory of the state. A token
 * (shared/token.h) has a directory of records, a table and a box, or some of
 * these. What there is, is seen by listing it.
 *
 * Those that are written stay open until another one needs the place. A sync is
 * one for all: fdatasync of each file, or syncfs where there is that and there
 * are many. journal_scan.h reads them.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_FILES_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_FILES_H

#include "helpers/append.h"
#include "shared/clock.h"
#include "shared/disk.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "shared/token.h"

/* Bytes of the longest path, NUL included. */
#define JOURNAL_PATH 320

/* Questions at a time, as many as the router asks. */
#define JOURNAL_ASKS 64

/* Microseconds, as IDs have them. */
#define JOURNAL_DAY (UINT64_C(86400) * 1000000)

/* Kinds of files; the first ones have a directory each in that of the state. */
enum journal_kind {
	JOURNAL_RECORDS, /* in a directory of the token */
	JOURNAL_TABLE,
	JOURNAL_BOX,
	JOURNAL_READ, /* of an account: journal_marks.h */
	JOURNAL_PLACES,
	JOURNAL_MEMBERS = JOURNAL_PLACES, /* beside records, once */
	JOURNAL_CLOSED,
	JOURNAL_KINDS
};

/*
 * Which file of its kind: of records, that which begins with an ID, and 0 is
 * their directory; else 0, or the new one that is to take the place of that.
 */
#define JOURNAL_NEW UINT64_MAX

/* What is known of all files. Only tokens and bytes are changed by others. */
struct journal_files {
	int state; /* the open directory of the state */
	uint64_t tokens, bytes; /* of records: directories, and all files */
	uint64_t unsynced; /* bytes since the last sync; or 1: only names */
	uint64_t work; /* bytes that were looked at, and some for each file */
	const char *reason; /* why something could not be written last */
	char failed[JOURNAL_PATH]; /* and what */
};
extern struct journal_files journal_files;

/*
 * Makes the places that are not there, before the sandbox, which allows so many
 * open files; false with errno. journal_files_begin begins anew in the open
 * directory of the state.
 */
bool journal_files_init(int state, size_t files);
void journal_files_begin(int state);

/* Returns a hash of the token that nobody can foresee. */
uint64_t journal_hash(struct str token);

/* Returns the path of a file, valid until the next call. */
const char *journal_path(
    struct str token, enum journal_kind kind, uint64_t key);

/*
 * Notes that something other than an open file is written, or comes or goes:
 * the next sync has to sync that, too.
 */
void journal_touched(void);

/*
 * What is in a directory of records: the keys of the files before and after a
 * key; for 0, of the last and the first one, and of all. A key is 0 if there is
 * no such file.
 */
struct journal_sum {
	uint64_t before, after;
	uint64_t files, bytes; /* for 0 only */
	bool closed; /* the group was ever closed */
	bool members; /* there is JOURNAL_MEMBERS */
	int error; /* errno, if that is not known */
};
struct journal_sum journal_look(struct str token, uint64_t key);

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
 * Begins to list the tokens of a place. journal_next passes over other names:
 * see disk_names_next.
 */
void journal_list(struct disk_names *names, enum journal_kind place);
bool journal_next(struct disk_names *names, struct str *token);

/* Removes a file that is not whole; false if the name is not that of one. */
bool journal_was_new(int directory, struct str name);

/* Remove one file with records, or all that a token has. False with errno. */
bool journal_remove_file(struct str token, uint64_t key);
bool journal_remove(struct str token);

/* A file that is open for writing. */
struct journal_slot {
	struct journal_name name; /* the token; empty: none is open */
	enum journal_kind kind;
	uint64_t key;
	uint64_t last; /* ID of the last record that was added; 0: none */
	uint64_t opened; /* its number among all that were ever opened */
	struct append file;
};

/*
 * Return the open file of a kind, if there is one: a token has at most one of
 * each. journal_store_open opens it with that key, or makes it; null if that is
 * not possible. journal_store_close closes it, if it is open.
 */
struct journal_slot *journal_store_find(
    struct str token, enum journal_kind kind);
struct journal_slot *journal_store_open(
    struct str token, enum journal_kind kind, uint64_t key);
void journal_store_close(struct str token, enum journal_kind kind);

/*
 * Appends pieces to a file, and writes them; records wait until
 * journal_store_write. False: nothing is appended.
 */
bool journal_store_add(
    struct journal_slot *slot, const struct str *pieces, size_t count);
#define JOURNAL_ADD(slot, ...) journal_store_add(slot, STRS(__VA_ARGS__))

/*
 * Writes the records that wait, which are of one file. False: they still wait.
 * What reads or closes files of records comes after it.
 */
bool journal_store_write(void);

/*
 * Overwrites a part of a file with the text. The next sync has to sync that.
 * False with errno.
 */
bool journal_store_over(int fd, uint64_t at, struct str text);

/*
 * Syncs all that was written, unless that is not wanted, and looks whether it
 * can be found at the paths of its files: somebody else may have replaced one,
 * or changed its size. False, from then on: some may be lost.
 */
bool journal_store_sync(bool wanted);

/* Notes what could not be written, and why, and returns false. */
bool journal_store_fail(const char *path, int error);

#endif
