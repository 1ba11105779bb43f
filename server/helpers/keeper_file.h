/*
 * The place of the keeper's store: either the file "accounts" of a directory,
 * or an object without a name, which lasts as long as the server. The file is
 * always replaced as a whole, so that after any failure either the old one or
 * the new one is there. Where the file system has hard links, the file before
 * the last change stays beside it as "accounts.old". The object has two halves,
 * one after the other, and each change is written to the older half. The keeper
 * holds the lock of the directory (keeper_lock.h) while it uses the file; the
 * parent only looks whether the file can be read.
 */
#ifndef SERVER_HELPERS_KEEPER_FILE_H
#define SERVER_HELPERS_KEEPER_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "helpers/keeper_lines.h"
#include "shared/error.h"

#define KEEPER_FILE "accounts"
#define KEEPER_FILE_NEW KEEPER_FILE ".new"
#define KEEPER_FILE_OLD KEEPER_FILE ".old"

/* Size of the buffer for reading and writing, which the caller owns. */
#define KEEPER_ROOM ((size_t)64 * 1024)

struct keeper_file {
	int fd; /* of a directory, or of the object */
	const char *path; /* of the directory; null or empty: not checked */
	bool is_object;
	uid_t owner; /* of the file; no other owner is trusted */
	uint64_t change; /* number of the object's last change */
	bool is_there; /* there is a file, last seen in this state: */
	struct stat seen;
	bool is_moved; /* last save failed: path leads elsewhere */
	char *room; /* KEEPER_ROOM bytes */
};

/*
 * Reads the whole file into the store, which is empty, and stays empty if there
 * is no file yet and none before it. Returns false with *why, which names the
 * line, if the file is broken, is missing, or cannot be read; the caller must
 * then leave the file alone.
 */
bool keeper_file_load(
    struct keeper_file *file, struct store *store, struct error *why);

/*
 * Replaces the saved store with this one; once this returns true it lasts
 * whatever happens. Returns false with errno if it could not be saved; the old
 * one is then still there. ESTALE: somebody else has changed the file since it
 * was last read or written, and the caller must read it again. If the path
 * leads elsewhere (is_moved), nothing is saved, because the next server would
 * not find it.
 */
bool keeper_file_save(struct keeper_file *file, const struct store *store);

/*
 * Returns whether the path still leads to the directory. If the directory was
 * moved or unmounted, the next start would not find what is written there now.
 * Returns false with errno.
 */
bool keeper_file_is_in_place(struct keeper_file *file);

#endif
