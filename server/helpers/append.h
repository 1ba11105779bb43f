/*
 * A file of lines to which lines are only appended. What is appended waits in
 * memory, is written together, and is synced when its owner wants that. A write
 * that fails changes nothing: the lines wait, and go to the same place later. A
 * file with much that is out of date is replaced: a new one is written beside
 * it, and takes its name. All of it may block as long as the disk does.
 *
 * What a file has when it is opened may be in no file after a crash of the
 * machine: a writer that was killed has not synced it. Its owner syncs that,
 * and its name, before it promises anything.
 */
#ifndef SERVER_HELPERS_APPEND_H
#define SERVER_HELPERS_APPEND_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/buf.h"

/* The end of the name of a file that is not whole yet, and room for names. */
#define APPEND_NEW ".new"
#define APPEND_NAME 328

struct append {
	int fd; /* for reading, too; -1: none is open */
	uint64_t size; /* bytes written: where the next ones go */
	bool is_dirty; /* something was written and not synced */
	struct buf waiting; /* not written; the memory is the owner's */
};

/* Sets up a file, to be opened or made, with that memory for what waits. */
void append_init(struct append *file, char *room, size_t size);

/*
 * Opens the file of that name in an open directory; makes it, with mode 0600,
 * if there is none; its name is not synced then. Bytes behind its last LF,
 * which a writer that was killed has left, are cut off. False with errno: EPERM
 * if it is no regular file, or somebody else's, or not of mode 0600.
 */
bool append_open(struct append *file, int directory, const char *name);

/* Takes a file that is open, and cuts it likewise; false with errno. */
bool append_take(struct append *file, int fd);

/*
 * Makes an empty file NAME.new to be written in place of NAME; one that is left
 * from before is removed. False with errno.
 */
bool append_begin_anew(struct append *file, int directory, const char *name);

/*
 * Appends the pieces to what waits; writes that first if there is no room.
 * False if there still is none, and with errno if writing has failed.
 */
bool append_add(struct append *file, const struct str *pieces, size_t count);
#define APPEND_ADD(file, ...) append_add(file, STRS(__VA_ARGS__))

/*
 * Writes what waits. False with errno: it still waits, and the file is as it
 * was, or has bytes behind size that the next write replaces.
 */
bool append_write(struct append *file);

/*
 * Syncs what was written. False with errno: then the system may have lost it,
 * though it can be read.
 */
bool append_sync(struct append *file);

/*
 * Has the file that append_begin_anew has made take the name: writes what
 * waits, syncs, renames, syncs the name. False with errno; the old file is
 * there then, or the new one. The file stays open.
 */
bool append_replace(struct append *file, int directory, const char *name);

/*
 * Returns whether the name leads to this very file, of which nothing waits, and
 * nobody else has changed its size: then the next writer finds what this one
 * has written. Else false with errno: ESTALE, or why there is none.
 */
bool append_is_there(
    const struct append *file, int directory, const char *name);

/* Closes the file, and forgets what waits, and what is not synced. */
void append_close(struct append *file);

#endif
