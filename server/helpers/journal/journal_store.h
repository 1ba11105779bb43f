/*
 * The files that the journal writes: as many as are used at the time are open,
 * each with what waits to be written to it. A batch of lines is one write for
 * each file. A sync is one for all: fdatasync of each file, or syncfs where
 * there is that and there are many.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_STORE_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_STORE_H

#include "helpers/append.h"
#include "helpers/journal/journal_names.h"
#include "shared/clock.h"

struct journal_slot {
	struct journal_name name; /* the token; empty: the slot is free */
	enum journal_kind kind;
	uint64_t key; /* of a file with records; or 0 */
	uint64_t last; /* ID of the last record that was added; 0: none */
	bool is_closed; /* it is noted that the group was */
	uint64_t used; /* when, as a number of uses */
	bool is_due; /* something waits for it */
	struct append file;
};

/* What the figures tell. */
struct journal_syncs {
	uint64_t count;
	usec time;
};

/* Gets the memory; false with errno. */
bool journal_store_init(void);

/*
 * Return the open file of a kind, if there is one: a token has at most one of
 * each. journal_store_open opens it with that key, or makes it; null if that is
 * not possible.
 */
struct journal_slot *journal_store_find(
    struct str token, enum journal_kind kind);
struct journal_slot *journal_store_open(
    struct str token, enum journal_kind kind, uint64_t key);

/*
 * Writes what waits and closes the file, if it is open; or closes all files of
 * the token, and forgets what waits.
 */
bool journal_store_close(struct str token, enum journal_kind kind);
void journal_store_forget(struct str token);

/* Appends pieces to a file. False: nothing is appended. */
bool journal_store_add(
    struct journal_slot *slot, const struct str *pieces, size_t count);
#define JOURNAL_ADD(slot, ...)                                        \
	journal_store_add(slot, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * Overwrites part of a line in an open file: "- ---...". False with errno. The
 * caller has it synced.
 */
bool journal_store_blank(int fd, uint64_t at, size_t len);

/* Writes what waits for one file, or for all. False if some cannot be written.
 */
bool journal_store_write_one(struct journal_slot *slot);
bool journal_store_write(void);

/*
 * Writes a file, which is not open, anew with those of its lines for which
 * stays returns true; without any it is removed. The next sync has to sync
 * that. False with errno; the old file is there then, or the new one.
 */
bool journal_store_filter(const char *path,
    bool (*stays)(const void *of, struct str line), const void *of);

/* Notes why something cannot be written, and returns false. */
bool journal_store_fail(const char *path, int error);

/* What could not be written last, and why. */
struct journal_failure {
	char path[JOURNAL_PATH];
	const char *reason;
};
const struct journal_failure *journal_store_failure(void);

/* Syncs all that was written. False: some may be lost. */
bool journal_store_sync(void);

/* Returns the bytes that are not synced; 1 if it is only names. */
uint64_t journal_store_unsynced(void);

/* Returns all syncs so far. */
struct journal_syncs journal_store_syncs(void);

/* Tells the router something for its log; defined by the process. */
void journal_warn(const struct str *pieces, size_t count);
#define JOURNAL_WARN(...)                                  \
	journal_warn((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
