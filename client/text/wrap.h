/*
 * Where a line that is too wide goes on in the next row: between words, or
 * beside a wide character (Chinese, Japanese, Korean), and never within a
 * character. Such a row is indented, so that a text cannot pass for a line of
 * somebody else, whatever spaces are in it. The order of the bytes is kept:
 * text that is written from right to left is the terminal's to turn. Pure.
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

/* The columns in front of all rows but the first, where there are enough. */
#define WRAP_INDENT 4

/* A line that is being cut into rows. */
struct wrap {
	struct str rest;
	size_t columns; /* of a row, its indent included */
	enum wrap_long how;
	size_t indent; /* of the next row */
};

/* A line of one row at least, of so many columns. */
struct wrap wrap_line(struct str line, size_t columns, enum wrap_long how);

/* Takes the next row off the rest; its indent stood in the wrap before. */
struct str wrap_next(struct wrap *wrap);

/* The rows of a text of one line, at least 1, in which all words are cut. */
size_t wrap_count(struct str text, size_t columns);

#endif
