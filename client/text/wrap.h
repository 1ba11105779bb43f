/*
 * Where a line that is too wide goes on in the next row: between words, or
 * beside a wide character (Chinese, Japanese, Korean), and never within a
 * character. Such a row is indented, so that a text cannot pass for a line of
 * somebody else, whatever spaces are in it. The order of the bytes is kept:
 * text that is written from right to left is the terminal's to turn. Pure.
 *
 * A URL that is longer than a row can be taken whole with the mouse, for the
 * terminal knows where a row goes on in the next one if that begins in the
 * first column. Such rows have a piece of the URL, and nothing else.
 */
#ifndef CLIENT_TEXT_WRAP_H
#define CLIENT_TEXT_WRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/str.h"

/* What becomes of a word that is longer than a row. */
enum wrap_long {
	WRAP_CUT, /* it is cut where the row ends */
	WRAP_LEAVE, /* it is one row: the terminal cuts, and copies it whole */
	WRAP_URL /* as WRAP_CUT; one with "://" goes on in the first column */
};

/* The columns in front of all rows but the first, where there are enough. */
#define WRAP_INDENT 4

/* A line that is being cut into rows. */
struct wrap {
	struct str rest;
	size_t columns; /* of a row, its indent included */
	enum wrap_long how;
	size_t hang; /* columns that the first row leaves free */
	size_t indent; /* of the next row */
	bool
	    joined; /* the row before is full, and the next one goes on in it */
	size_t whole; /* bytes of the rest that go on in the first column */
};

/* A line of one row at least, of so many columns. */
struct wrap wrap_line(struct str line, size_t columns, enum wrap_long how);

/*
 * The same behind what stands in front of its first row, as a time: all rows
 * are indented by as much, and are so much narrower.
 */
struct wrap wrap_behind(
    struct str line, size_t hang, size_t columns, enum wrap_long how);

/*
 * Takes the next row off the rest; what the wrap tells of it stood there
 * before.
 */
struct str wrap_next(struct wrap *wrap);

/* The rows of a text of one line, at least 1, in which all words are cut. */
size_t wrap_count(struct str text, size_t columns);

#endif
