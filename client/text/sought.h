/*
 * A word that is searched for in a styled text: without regard to ASCII case,
 * to styles (ECMA-48's SGR) and to what isolates text from right to left. Pure;
 * used by the window and the page.
 */
#ifndef CLIENT_TEXT_SOUGHT_H
#define CLIENT_TEXT_SOUGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* A part of a text, in bytes; end is 0 where there is none. */
struct sought {
	size_t from, end;
};

/* The first such word at or behind that byte. An empty word is nowhere. */
struct sought sought_first(struct str styled, size_t from, struct str word);

/* Is it anywhere? */
bool sought_in(struct str styled, struct str word);

#endif
