/*
 * The place of the keeper's store: either the file "accounts" of a directory,
 * or an object without a name, which lasts as long as the server. Both are
 * lines (keeper_store.h): each change is appended, and synced before anybody
 * hears of it. When most of the lines are out of date, a new file takes the
 * place of the old one. The keeper holds KEEPER_LOCK, by flock(2), while it
 * uses the file: the system releases the lock when that process ends, and not
 * before, even if the server is killed first. (A lock on the directory itself
 * would fail on NFS.) The parent only looks whether the file can be read.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_FILE_H
#define SERVER_HELPERS_KEEPER_KEEPER_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "helpers/append.h"
#include "helpers/keeper/keeper_store.h"
#include "shared/error.h"

#define KEEPER_FILE "accounts"
#define KEEPER_LOCK "accounts.lock"
#define KEEPER_FILE_NEW KEEPER_FILE APPEND_NEW

/* Size of the memory for reading and writing, which the caller owns. */
#define KEEPER_ROOM ((size_t)128 * 1024)

struct keeper_file {
	int fd; /* of a directory, or of the object */
	const char *path; /* of the directory; null or empty: not checked */
	bool is_object;
	uid_t owner; /* of the file; no other owner is trusted */
	bool is_there; /* it has a store */
	bool is_moved; /* the last save failed: the path leads elsewhere */
	bool is_stale; /* it is not as it was read or written: load it anew */
	bool is_changed; /* there are lines that are not saved */
	int error; /* errno, if a line could not be added */
	uint64_t
	    torn; /* bytes of a last line that was not whole, when loaded */
	uint64_t saved; /* where what is saved ends */
	uint64_t patience; /* it is not written anew below this size */
	struct append out;
	char *room; /* KEEPER_ROOM bytes */
};

/*
 * Reads the whole file into the store, which is empty, and stays empty if there
 * is no file yet. A last line without LF is left out. Returns false with *why,
 * which names the line, if the file is broken or cannot be read; the caller
 * must then leave the file alone. Changes nothing.
 */
bool keeper_file_load(
    struct keeper_file *file, struct store *store, struct error *why);

/*
 * Opens a file that was loaded for writing, and cuts off a torn last line.
 * False with errno.
 */
bool keeper_file_open(struct keeper_file *file);

/* Adds the line of a change that was made in the store; not saved yet. */
void keeper_file_add(struct keeper_file *file, struct str line);

/*
 * Saves what was added; once this returns true it lasts whatever happens. False
 * with errno if it could not be saved: then the file is as before, and the
 * caller has to load it again, because the store is ahead of it. With is_stale
 * it cannot know what is in the file. If the path leads elsewhere (is_moved),
 * nothing is saved, because the next server would not find it. Blocks for as
 * long as the disk takes.
 */
bool keeper_file_save(struct keeper_file *file, const struct store *store);

#endif
