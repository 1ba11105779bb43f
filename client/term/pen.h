/*
 * The terminal's cursor and style as they were left, and the shortest sequences
 * to change them. It relies on the terminal not wrapping at the end of the
 * window's rows.
 */
#ifndef CLIENT_TERM_PEN_H
#define CLIENT_TERM_PEN_H

#include <stdbool.h>
#include <stddef.h>

#include "term/cell.h"
#include "term/out.h"

/* An unknown place. */
#define PEN_LOST ((size_t)-1)

struct pen {
	size_t columns; /* of the screen */
	size_t row, column; /* or PEN_LOST */
	bool styled; /* style is known */
	sgr style;
};

/* The most that one of these calls writes, in bytes. */
#define PEN_MOST (CELL_ROOM + 2 * WIDTH_COLUMNS + 16)

/* Moves the cursor; writes nothing if it is there already. */
void pen_move(struct pen *pen, struct out *out, size_t row, size_t column);
void pen_style(struct pen *pen, struct out *out, sgr style);

/* Returns how many bytes a move would take. */
size_t pen_cost(const struct pen *pen, size_t row, size_t column);

/*
 * Writes the cell's character at the cursor. If terminals disagree on its
 * width, empties its cells first; the cursor's place is then unknown.
 */
void pen_write(struct pen *pen, struct out *out, const struct cell *cell);

#endif
