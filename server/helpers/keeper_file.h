/*
 * Where the keeper's store is kept: in the file "accounts" of a directory,
 * which is replaced as a whole, so that whatever happens the old one or the new
 * one is there; or in an object without a name, which lasts as long as the
 * server. That has two halves, one behind the other, and each change goes to
 * the older one. The file before the last change stays beside it, as
 * "accounts.old", where the file system has hard links. Used by keeper.c, which
 * holds the lock of the directory (keeper_lock.h), and by the parent
 * (accept/keeper_supervisor.c) to see whether the file can be read.
 */
#ifndef SERVER_HELPERS_KEEPER_FILE_H
#define SERVER_HELPERS_KEEPER_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "helpers/keeper_store.h"
#include "shared/error.h"

#define KEEPER_FILE "accounts"
#define KEEPER_FILE_NEW KEEPER_FILE ".new"
#define KEEPER_FILE_OLD KEEPER_FILE ".old"

/* What a file is read and written through, the caller's. */
#define KEEPER_ROOM ((size_t)64 * 1024)

struct keeper_file {
	int fd; /* of a directory, or of the object */
	const char
	    *path; /* that leads to the directory; empty: none is asked */
	bool is_object;
	uid_t owner; /* of the file: nobody else is believed */
	uint64_t change; /* of the object: the last */
	bool is_there; /* the file, as it was read or written last: */
	struct stat seen;
	bool is_moved; /* so the last saving failed: the path leads elsewhere */
	char *room; /* KEEPER_ROOM bytes */
};

/*
 * Reads all into the store, which is empty; so it stays where there is no file
 * yet, and none before it. False with *why, which names the line, if the file
 * is broken, is missing or cannot be read: it is then to be left alone.
 */
bool keeper_file_load(
    struct keeper_file *file, struct store *store, struct error *why);

/*
 * Puts the store in the place of what was there; when this returns true it
 * lasts whatever happens. False with errno: what was there is still there;
 * ESTALE: that is no longer what was read or written last, for somebody else
 * has changed it, and it is to be read anew. Nothing is saved either where the
 * next server would not find it (is_moved).
 */
bool keeper_file_save(struct keeper_file *file, const struct store *store);

#endif
