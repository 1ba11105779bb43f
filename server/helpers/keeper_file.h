/*
 * Where the keeper's store is kept: in the file "accounts" of a directory,
 * which is replaced as a whole, so that whatever happens the old one or the new
 * one is there; or in an object without a name, which lasts as long as the
 * server. That has two halves, one behind the other, and each change goes to
 * the older one. Used by keeper.c, and by the parent (accept/helpers.c) to see
 * at start whether the file can be read.
 */
#ifndef SERVER_HELPERS_KEEPER_FILE_H
#define SERVER_HELPERS_KEEPER_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/keeper_store.h"
#include "shared/error.h"

#define KEEPER_FILE "accounts"
#define KEEPER_FILE_NEW KEEPER_FILE ".new"

/* What a file is read and written through, the caller's. */
#define KEEPER_ROOM ((size_t)64 * 1024)

struct keeper_file {
	int fd; /* of a directory, or of the object */
	bool is_object;
	uint64_t change; /* of the object: the last */
	char *room; /* KEEPER_ROOM bytes */
};

/*
 * Reads all into the store, which is empty; so it stays where there is no file
 * yet. False with *why, which names the line, if the file is broken or cannot
 * be read: it is then to be left alone.
 */
bool keeper_file_load(
    struct keeper_file *file, struct store *store, struct error *why);

/*
 * Puts the store in the place of what was there; when this returns true it
 * lasts whatever happens. False with errno: what was there is still there.
 */
bool keeper_file_save(struct keeper_file *file, const struct store *store);

#endif
