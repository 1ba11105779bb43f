/*
 * What was cut out of the line by a key that kills, newest first: the kill ring
 * of readline. Owned by the line editor.
 */
#ifndef CLIENT_EDIT_KILL_H
#define CLIENT_EDIT_KILL_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

#define KILL_TEXTS 10

/* All zero: nothing yet. */
struct kill {
	char *text[KILL_TEXTS]; /* a ring; each is malloc's, not ended */
	size_t len[KILL_TEXTS];
	size_t count;
	size_t last; /* the newest */
	size_t ago; /* the one that is to be yanked; 0: the newest */
};

/* On which side of the text before it a text was that was killed behind it. */
enum kill_side { KILL_NEW, KILL_BEFORE, KILL_BEHIND };

/*
 * Keeps a copy, over the oldest if there are enough, or joined with the newest.
 * It is what is yanked next. Where there is no memory it is not kept.
 */
void kill_add(struct kill *kill, struct str text, enum kill_side side);

/* What is to be yanked; empty if there is nothing. Valid until a change. */
struct str kill_get(const struct kill *kill);

/* The one before it is to be yanked now; behind the oldest the newest. */
void kill_turn(struct kill *kill);

void kill_free(struct kill *kill);

#endif
