/*
 * The place of the keeper's store: either the file "accounts" of a directory,
 * or an object without a name, which lasts as long as the server. Both are
 * lines (keeper_store.h): each change is appended, and synced before anybody
 * hears of it. When most of the lines are out of date, a new file takes the
 * place of the old one; an object only grows, up to 64 MiB. The directory
 * is locked, by flock(2), until the server and its helpers have ended. The
 * parent only looks whether the file can be read.
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
#define KEEPER_FILE_NEW KEEPER_FILE APPEND_NEW

/* Size of the memory for reading and writing, which the caller owns. */
#define KEEPER_ROOM ((size_t)128 * 1024)

struct keeper_file {
	int fd; /* of a directory, or of the object */
	const char *path; /* of the file, if it is to be there; or null */
	bool is_object;
	bool writes; /* the keeper does; the parent only looks */
	uid_t owner; /* of the file; no other owner is trusted */
	bool is_open;
	bool is_there; /* it has a store */
	bool is_lost; /* it is not known what is in it: load it anew */
	bool is_changed; /* there are lines that are not saved */
	int error; /* errno, if a line could not be added */
	uint64_t
	    torn; /* bytes of a last line that was not whole, when loaded */
	uint64_t saved; /* where what is saved ends */
	size_t lines;
	struct append out;
	char *room; /* KEEPER_ROOM bytes */
};

/*
 * Reads the whole file into the store, which is empty, and stays empty if there
 * is no file yet. A last line without LF is left out; if the file is loaded for
 * writing, it is cut off, and the file stays open. Returns false with *why,
 * which names the line, if the file is broken or cannot be read; the caller
 * must then leave the file alone.
 */
bool keeper_file_load(
    struct keeper_file *file, struct store *store, struct error *why);

/* Adds the line of a change that was made in the store; not saved yet. */
void keeper_file_add(struct keeper_file *file, struct str line);

/*
 * Saves what was added; once this returns true it lasts whatever happens. False
 * with errno if it could not be saved: then the file is as before, and the
 * caller has to load it again, because the store is ahead of it. ENOENT: it is
 * not at its path, where the next server would look for it. With is_lost the
 * caller has to begin anew; ESTALE: somebody else has changed the file.
 * Blocks for as long as the disk takes.
 */
bool keeper_file_save(struct keeper_file *file, const struct store *store);

#endif
