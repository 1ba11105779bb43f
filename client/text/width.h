/*
 * How much room text takes in a terminal, which is a matter of columns and
 * characters, and not of bytes. Pure; for text that may be shown: render.h.
 */
#ifndef CLIENT_TEXT_WIDTH_H
#define CLIENT_TEXT_WIDTH_H

#include <stddef.h>

#include "shared/str.h"

/*
 * The length in bytes of the first character: a code point and those behind it
 * that take no column, or an escape sequence, which takes none either. 0 at
 * the end of the text; a byte that is not UTF-8 is a character.
 */
size_t width_first(struct str text, size_t *columns);

/* The columns that the text takes. */
size_t width_of(struct str text);

/* The bytes of as many whole characters as take at most so many columns. */
size_t width_prefix(struct str text, size_t columns);

#endif
