/*
 * Where a line that is too wide goes on in the next row: between words, or
 * beside a wide character (Chinese, Japanese, Korean), and never within a
 * character. The order of the bytes is kept: text that is written from right to
 * left is the terminal's to turn. Pure.
 */
#ifndef CLIENT_TEXT_WRAP_H
#define CLIENT_TEXT_WRAP_H

#include <stddef.h>

#include "shared/buf.h"
#include "shared/str.h"

/* What becomes of a word that is longer than a row. */
enum wrap_long {
	WRAP_CUT, /* it is cut where the row ends */
	WRAP_LEAVE /* it is one row: the terminal cuts, and copies it whole */
};

/*
 * The bytes of the text's first row of so many columns, at least 1. If a space
 * follows, it stands for the end of the row.
 */
size_t wrap_row(struct str text, size_t columns, enum wrap_long how);

/* Takes the first row off the text, and the space behind it. */
struct str wrap_next(struct str *text, size_t columns, enum wrap_long how);

/* The rows of a text of one line, at least 1, in which all words are cut. */
size_t wrap_count(struct str text, size_t columns);

#endif
