/*
 * Pasted text, collected until it is complete, so that many lines are not sent
 * by accident.
 */
#ifndef CLIENT_EDIT_PASTE_H
#define CLIENT_EDIT_PASTE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* The longest paste, in bytes; a longer one is refused as a whole. */
#define PASTE_MOST 16384

/* A paste; all zero: empty. */
struct paste {
	char text[PASTE_MOST];
	size_t len;
	bool lost; /* it was too long */
};

/* Begins a new paste. */
void paste_begin(struct paste *paste);

/*
 * Adds text: a character, or more. A TAB becomes spaces up to the next multiple
 * of 8 characters.
 */
void paste_add(struct paste *paste, struct str text);

/*
 * Returns the text without white space at its end or empty lines at its start.
 */
struct str paste_text(const struct paste *paste);

/* Returns the number of lines of that text. */
size_t paste_lines(const struct paste *paste);

#endif
