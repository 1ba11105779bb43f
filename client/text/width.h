/*
 * How much room text takes in a terminal, which is a matter of columns and
 * characters, and not of bytes. Pure but for what has been learned of the
 * terminal; for text that may be shown: render.h.
 *
 * A character is what a person takes for one: a code point and those behind it
 * that take no column, emoji joined by ZWJ, an emoji and its skin tone, the two
 * letters of a flag. What these take differs between terminals.
 */
#ifndef CLIENT_TEXT_WIDTH_H
#define CLIENT_TEXT_WIDTH_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* A longer character, in bytes or in columns, is several. */
#define WIDTH_BYTES 64
#define WIDTH_COLUMNS 8

/* What the terminal does; none of it where that is not known. */
struct width_policy {
	bool joins; /* emoji behind ZWJ take no column, else their own */
	bool letters; /* a letter of a flag takes 2 by itself, else 1 */
	bool flags; /* two such take 2 together, else each its own */
	bool picture; /* VS16 makes a narrow picture take 2 */
	bool text; /* VS15 makes a wide picture take 1 */
	bool tones; /* a skin tone takes none behind its emoji, else 2 */
};

/* From now on the columns are those; what has been measured may be wrong. */
void width_learn(const struct width_policy *policy);

/*
 * The length in bytes of the first character, or of an escape sequence, which
 * takes no column. 0 at the end of the text; a byte that is not UTF-8 is a
 * character.
 */
size_t width_first(struct str text, size_t *columns);

/* The columns that the text takes. */
size_t width_of(struct str text);

/* The bytes of as many whole characters as take at most so many columns. */
size_t width_prefix(struct str text, size_t columns);

/* Do all terminals agree how many columns this one character takes? */
bool width_is_sure(struct str character);

#endif
