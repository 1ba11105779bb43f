/*
 * The saved history: a file of lines, oldest first, to which several clients
 * may append at once. It blocks on the disk only. An error is reported once;
 * from then on the history is not saved any more.
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
	char path[HISTORY_PATH]; /* empty: no file, or given up */
	size_t lines; /* in the file, as far as we know */
};

/*
 * Finds the file, $XDG_STATE_HOME/forkcast/history, and loads its last lines. A
 * missing file is created with the first line. Returns false with why if the
 * file cannot be read or is not ours alone; it is not used then.
 */
bool history_file_open(
    struct history_file *file, struct history *history, struct error *why);

/*
 * Appends a line that edit_done has kept. Ignores a line that has a secret or
 * could not be read back. Shortens a file that has grown too long. Returns
 * false with why on the first failure; the file is not used any more.
 */
bool history_file_add(
    struct history_file *file, struct str line, struct error *why);

#endif
