/*
 * Finds a word in styled text, regardless of ASCII case. Sequences and
 * direction controls between its letters are skipped. Pure.
 */
#ifndef CLIENT_TEXT_SOUGHT_H
#define CLIENT_TEXT_SOUGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* A part of a text, in bytes; empty if nothing was found. */
struct sought {
	size_t from, end;
};

/*
 * Returns the first match at or after byte from. An empty word matches nothing.
 */
struct sought sought_word(struct str text, size_t from, struct str word);

#endif
