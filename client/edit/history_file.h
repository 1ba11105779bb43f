/*
 * The history over restarts: a file of lines, oldest first, which several
 * clients may append to at once. Owned by the person's client. It may block on
 * the disk alone; what goes wrong is told once, and the history is then of this
 * run only.
 */
#ifndef CLIENT_EDIT_HISTORY_FILE_H
#define CLIENT_EDIT_HISTORY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/history.h"
#include "shared/error.h"
#include "shared/str.h"

#define HISTORY_PATH 4096

struct history_file {
	char path[HISTORY_PATH]; /* empty: there is none, or no more */
	size_t lines; /* in it, as far as we know */
};

/*
 * Finds the file, $XDG_STATE_HOME/forkcast/history, and takes its last lines
 * into the history; one that is not there yet is made with the first line.
 * False, and why, if it cannot be read or is not ours alone to write; it is
 * not used then.
 */
bool history_file_open(
    struct history_file *file, struct history *history, struct error *why);

/*
 * Appends a line that edit_done has kept. Nothing is done with a line that has
 * a secret or could not be read again. Shortens a file that has grown too long.
 * False, and why, if it fails for the first time; it is not used any more.
 */
bool history_file_add(
    struct history_file *file, struct str line, struct error *why);

#endif
