/*
 * Wraps a long line into rows: between words or beside a wide character
 * (Chinese, Japanese, Korean), never within a character. Rows after the first
 * are indented, so that no text can pass for somebody else's line, whatever
 * spaces it contains. Bytes keep their order; reordering right-to-left text is
 * up to the terminal. Pure.
 */
#ifndef CLIENT_TEXT_WRAP_H
#define CLIENT_TEXT_WRAP_H

#include <stddef.h>

#include "shared/str.h"

/* How to treat a word that is longer than a row. */
enum wrap_long {
	WRAP_CUT, /* cut it at the end of the row */
	/* keep it as one row: the terminal wraps it, and copies it whole */
	WRAP_LEAVE
};

/*
 * The indent of all rows but the first, in columns; at most a quarter of those
 * that hang leaves free.
 */
#define WRAP_INDENT 4

/* A line while it is being wrapped. */
struct wrap {
	struct str rest;
	size_t columns; /* of a row, including its indent */
	enum wrap_long how;
	size_t hang; /* columns that the first row leaves free */
	size_t indent; /* of the next row */
};

/*
 * Begins to wrap a line into rows of so many columns, the first after hang
 * columns of something else, such as a time: all rows are indented and narrowed
 * by hang. Even an empty line has one row.
 */
struct wrap wrap_begin(
    struct str line, size_t hang, size_t columns, enum wrap_long how);

/*
 * Takes the next row off the rest. Read wrap->indent before the call: it is
 * that of this row.
 */
struct str wrap_next(struct wrap *wrap);

/* Returns how many rows, at least 1, a line takes when long words are cut. */
size_t wrap_count(struct str text, size_t columns);

#endif
