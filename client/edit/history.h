/*
 * The lines typed before, newest first, except those that must never be kept
 * (secrets.h), and the file that has them for the next chat. Several clients
 * may append to it at once. It blocks on the disk only.
 */
#ifndef CLIENT_EDIT_HISTORY_H
#define CLIENT_EDIT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/error.h"
#include "shared/str.h"

#define HISTORY_LINES 1000

#define HISTORY_PATH 4096

/* The history; all zero: empty, and without a file. */
struct history {
	struct str line[HISTORY_LINES]; /* malloc'd; the oldest first */
	size_t count;
	char path[HISTORY_PATH]; /* empty: no file, or given up */
};

/*
 * Keeps a copy of the line, which becomes number 1; the oldest line goes if
 * there are too many. Returns false if the line is not kept: it is empty,
 * equals the last one, holds a secret (secrets.h), or there is no memory.
 */
bool history_remember(struct history *history, struct str line);

/* Gets line number ago; the newest is 1. Returns false if there is none. */
bool history_get(const struct history *history, size_t ago, struct str *line);

/*
 * Returns the number of the first line that contains the word, regardless of
 * ASCII case, and its place in the line; 0 if there is none. Searches from
 * number ago on, to older lines (back) or to newer ones.
 */
size_t history_search(const struct history *history, size_t ago, bool back,
    struct str word, size_t *at);

/*
 * Finds the file, $XDG_STATE_HOME/forkcast/history, and loads its last lines,
 * if it can be read.
 */
void history_load(struct history *history);

/*
 * Appends a line that is kept to the file, which it makes if necessary. Returns
 * false with why on the first failure; the file is not used any more.
 */
bool history_save(struct history *history, struct str line, struct error *why);

void history_free(struct history *history);

#endif
