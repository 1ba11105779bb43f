/*
 * The lines that were typed before, newest first, and which of them are never
 * kept. Owned by the line editor; history_file has them over restarts.
 */
#ifndef CLIENT_EDIT_HISTORY_H
#define CLIENT_EDIT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

#define HISTORY_LINES 1000

/* All zero: nothing yet. */
struct history {
	char *line[HISTORY_LINES]; /* a ring; each is malloc's, not ended */
	size_t len[HISTORY_LINES];
	size_t count;
	size_t next; /* where the next one goes */
};

/*
 * Keeps a copy, over the oldest if there are enough; not of an empty line, nor
 * of one like the last, nor of one with a secret (secrets.h). Where there is no
 * memory it is not kept either. True if it is kept, and is number 1.
 */
bool history_add(struct history *history, struct str line);

/* The line so many lines ago, 1 being the last; false if there is none. */
bool history_get(const struct history *history, size_t ago, struct str *line);

/*
 * The number of the first line, from that many ago on to earlier ones (back) or
 * to later ones, in which the word stands, without regard to ASCII case, and
 * where; 0: there is none.
 */
size_t history_search(const struct history *history, size_t ago, bool back,
    struct str word, size_t *at);

void history_free(struct history *history);

#endif
