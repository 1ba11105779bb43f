/*
 * Where a word stands in styled text, without regard to ASCII case: as it is
 * read, whatever sequences and controls of direction are between its letters.
 * Pure; used where something is searched for.
 */
#ifndef CLIENT_TEXT_SOUGHT_H
#define CLIENT_TEXT_SOUGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* A part of a text, in bytes; empty: there is none. */
struct sought {
	size_t from, end;
};

/* The first such word at or behind that byte. An empty word is nowhere. */
struct sought sought_word(struct str text, size_t from, struct str word);

#endif
