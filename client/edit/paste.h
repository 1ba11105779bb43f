/*
 * What is being pasted: put together until it is whole, so that many lines are
 * not said by accident. Owned by the screen.
 */
#ifndef CLIENT_EDIT_PASTE_H
#define CLIENT_EDIT_PASTE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* More is refused as a whole. */
#define PASTE_MOST 16384

/* All zero: nothing. */
struct paste {
	char text[PASTE_MOST];
	size_t len;
	bool lost; /* there was more */
};

/* It begins anew. */
void paste_begin(struct paste *paste);

/* Adds a character, or LF. */
void paste_add(struct paste *paste, struct str character);

/* The text without white space at its end. */
struct str paste_text(const struct paste *paste);

/* How many of its lines are not empty. */
size_t paste_lines(const struct paste *paste);

#endif
