/*
 * The terminal's cursor and style as they have been left, and the shortest
 * bytes that bring them to where something is to be written. It wants the
 * window's rows to end where they end: nothing wraps. Used by the canvas.
 */
#ifndef CLIENT_SCREEN_PEN_H
#define CLIENT_SCREEN_PEN_H

#include <stdbool.h>
#include <stddef.h>

#include "screen/cell.h"
#include "text/out.h"

/* Not known where. */
#define PEN_LOST ((size_t)-1)

struct pen {
	size_t columns; /* of the screen */
	size_t row, column; /* or PEN_LOST */
	bool styled; /* style is known */
	sgr style;
};

/* The most that one of these calls writes, in bytes. */
#define PEN_MOST (CELL_ROOM + 2 * WIDTH_COLUMNS + 16)

/* Writes nothing where that is so already. */
void pen_move(struct pen *pen, struct out *out, size_t row, size_t column);
void pen_style(struct pen *pen, struct out *out, sgr style);

/* How many bytes a move would take. */
size_t pen_cost(const struct pen *pen, size_t row, size_t column);

/*
 * Writes the character that is in the cell, at the cursor. If terminals do not
 * agree how wide that is, the cells are made empty first, and the cursor is
 * lost.
 */
void pen_write(struct pen *pen, struct out *out, const struct cell *cell);

#endif
