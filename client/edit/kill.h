/* The kill ring, as in readline: text deleted from the line, newest first. */
#ifndef CLIENT_EDIT_KILL_H
#define CLIENT_EDIT_KILL_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

#define KILL_TEXTS 10

/* The ring; all zero: empty. */
struct kill {
	char *text[KILL_TEXTS]; /* a ring; malloc'd, without NUL */
	size_t len[KILL_TEXTS];
	size_t count;
	size_t last; /* the newest */
	size_t ago; /* the text to yank; 0: the newest */
};

/* How a killed text is joined to the text killed just before it. */
enum kill_side { KILL_NEW, KILL_BEFORE, KILL_BEHIND };

/*
 * Keeps a copy as the next text to yank: joined to the newest, or as a new one
 * in place of the oldest if the ring is full. Without memory it is not kept.
 */
void kill_add(struct kill *kill, struct str text, enum kill_side side);

/* Returns the text to yank, empty if there is none. Valid until a change. */
struct str kill_get(const struct kill *kill);

/*
 * Makes kill_get return the text killed before the one that it returns now;
 * after the oldest comes the newest.
 */
void kill_turn(struct kill *kill);

void kill_free(struct kill *kill);

#endif
