/*
 * The files that the journal writes: as many as are used at the time are open,
 * each with what waits to be written to it. A batch of lines is one write for
 * each file. A sync is one for all: fdatasync of each file, or syncfs where
 * there is that and there are many. What cannot be written waits, and the next
 * write tries again.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_STORE_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_STORE_H

#include "helpers/append.h"
#include "helpers/journal/journal_dirs.h"
#include "shared/clock.h"

/* The kinds of files; each token has at most one of a kind that is open. */
enum journal_kind {
	JOURNAL_RECORDS,
	JOURNAL_MEMBERS,
	JOURNAL_TABLE,
	JOURNAL_BOX,
	JOURNAL_LETTER
};

struct journal_slot {
	struct journal_dir *dir; /* null: the slot is free */
	enum journal_kind kind;
	uint64_t key; /* of a file with records */
	uint64_t used; /* when, as a number of uses */
	struct append file;
};

/* What the figures tell. */
struct journal_syncs {
	uint64_t count;
	usec time;
};

/* Returns how much memory it needs, and sets it up there. */
size_t journal_store_room(void);
void journal_store_init(char *room);

/* Returns the slot of an open file; null if it is not open. */
struct journal_slot *journal_store_find(
    struct journal_dir *dir, enum journal_kind kind);

/*
 * Opens a file in that directory, or begins it anew beside itself. Returns its
 * slot, or null with errno; with EPERM the name is that of a file that is not
 * ours. *cut: as of append_open.
 */
struct journal_slot *journal_store_open(struct journal_dir *dir,
    enum journal_kind kind, int directory, const char *name, bool anew,
    uint64_t *cut);

/* Writes what waits and closes the file, if any. False with errno. */
bool journal_store_close(struct journal_slot *slot);

/* Closes all files of a token, and forgets what waits. */
void journal_store_forget(struct journal_dir *dir);

/* Appends pieces to a file. False with errno: then nothing is appended. */
bool journal_store_add(
    struct journal_slot *slot, const struct str *pieces, size_t count);
#define JOURNAL_ADD(slot, ...)                                        \
	journal_store_add(slot, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Has the next sync fail with that errno: something is lost. */
void journal_store_fail(int error);

/* Writes all that waits. False with errno if some cannot be written. */
bool journal_store_write(void);

/* Syncs all that was written. False with errno: then some may be lost. */
bool journal_store_sync(void);

/*
 * Returns the bytes that are not synced; 1 if it is only names; UINT64_MAX if
 * something is lost.
 */
uint64_t journal_store_unsynced(void);

/* Returns all syncs so far. */
struct journal_syncs journal_store_syncs(void);

#endif
