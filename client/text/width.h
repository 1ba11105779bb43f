/*
 * The room that text takes in a terminal, in columns and characters rather than
 * bytes. The text must be fit to be shown (render.h). Pure.
 *
 * A character is what people see as one: a code point and the zero-width ones
 * after it, a letter and its spacing marks, the parts of a Hangul syllable,
 * emoji joined by ZWJ, an emoji and its skin tone, the two letters of a flag.
 * Terminals disagree on the width of all but the first, and on what is newer
 * than their Unicode: here each code point has the columns that it has alone.
 */
#ifndef CLIENT_TEXT_WIDTH_H
#define CLIENT_TEXT_WIDTH_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/*
 * The longest character, in bytes and in columns. A longer one counts as
 * several.
 */
#define WIDTH_BYTES 64
#define WIDTH_COLUMNS 12

/*
 * Returns the length in bytes of the first character, or of an escape sequence,
 * which takes no column; sets *columns. Returns 0 at the end of the text. A
 * byte that is not UTF-8 is a character.
 */
size_t width_first(struct str text, size_t *columns);

/* Returns the columns that the text takes. */
size_t width_of(struct str text);

/*
 * Returns the length in bytes of the longest front that fits into the columns,
 * in whole characters.
 */
size_t width_prefix(struct str text, size_t columns);

/* Returns whether all terminals agree on the width of this character. */
bool width_is_sure(struct str character);

#endif
