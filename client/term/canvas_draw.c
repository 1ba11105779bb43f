/* Drawing the differences between the canvas and the terminal: see canvas.h. */
#include "term/canvas.h"

#include <assert.h>

#include "text/width.h"

/* Room for one step: a move, a style and a text. */
#define STEP_ROOM (PEN_MOST + STYLE_SGR + 64)

/* ESC [ K is as long as this many spaces, and a style before it is longer. */
#define ERASE_WORTH 4

/* Rewriting up to this many columns is as cheap as moving over them. */
#define SKIP_MOST 4

static_assert(3 * STEP_ROOM < OUT_SIZE, "a step can be written");

/*
 * Returns whether the cell would look right in the pen's style. On a space,
 * less of a style is visible.
 */
static bool
looks_right(const struct pen *pen, const struct cell *cell)
{
	const bool space = cell->len == 1 && cell->text[0] == ' ';

	return pen->styled &&
	    cell->style == (space ? style_of_space(pen->style) : pen->style);
}

/*
 * Rewrites the cells from the cursor to the column, if it is near. Returns
 * whether it did.
 */
static bool
skip(struct canvas *canvas, struct out *out, size_t row, size_t column)
{
	struct pen *pen = &canvas->pen;

	if (pen->row != row || pen->column >= column ||
	    column - pen->column > SKIP_MOST ||
	    column - pen->column > pen_cost(pen, row, column))
		return false;
	const struct cell *cell = canvas_shown(canvas, row);
	for (size_t i = pen->column; i < column; i++)
		if (cell[i].len != 1 || !looks_right(pen, &cell[i]))
			return false;
	for (size_t i = pen->column; i < column; i++)
		out_put(out, (struct str) { cell[i].text, 1 });
	pen->column = column;
	return true;
}

/* Notes that the terminal shows the wanted character. */
static void
canvas_draw_take(struct canvas *canvas, size_t row, size_t column)
{
	struct cell *shown = canvas_shown(canvas, row);
	const struct cell *wanted = canvas_wanted(canvas, row) + column;

	memcpy(shown + column, wanted, wanted->columns * sizeof(*wanted));
}

/*
 * Marks the cells from the column on as unknown, as far as the character before
 * them may reach: terminals disagree on its width.
 */
static void
doubt(struct canvas *canvas, size_t row, size_t column)
{
	struct cell *shown = canvas_shown(canvas, row);

	for (size_t i = 0; i < WIDTH_COLUMNS && column + i < canvas->columns;
	     i++)
		shown[column + i] = (struct cell) { 0 };
}

static void
put_character(struct canvas *canvas, struct out *out, size_t row, size_t column)
{
	struct pen *pen = &canvas->pen;
	const struct cell *cell = canvas_wanted(canvas, row) + column;
	char room[CELL_ROOM];

	if (!skip(canvas, out, row, column))
		pen_move(pen, out, row, column);
	if (!looks_right(pen, cell))
		pen_style(pen, out, cell->style);
	pen_write(pen, out, cell);
	canvas_draw_take(canvas, row, column);
	if (!width_is_sure(cell_text(cell, room)))
		doubt(canvas, row, column + cell->columns);
}

/* Erases from the column to the end of the row. */
static void
erase(struct canvas *canvas, struct out *out, size_t row, size_t column)
{
	struct cell *shown = canvas_shown(canvas, row);

	pen_move(&canvas->pen, out, row, column);
	pen_style(&canvas->pen, out, 0);
	out_put(out, STR("\033[K"));
	for (size_t i = column; i < canvas->columns; i++)
		shown[i] = cell_space(0);
}

/* Returns the column from which on the row should be empty. */
static size_t
wanted_end(const struct canvas *canvas, size_t row)
{
	const struct cell *cell = canvas_wanted(canvas, row);
	size_t end = canvas->columns;

	while (end > 0 && cell_is_empty(&cell[end - 1]))
		end--;
	return end;
}

static bool
is_worth_erasing(const struct canvas *canvas, size_t row, size_t column)
{
	const struct cell *shown = canvas_shown(canvas, row);
	size_t count = 0;

	for (size_t i = column; i < canvas->columns && count < ERASE_WORTH; i++)
		count += !cell_is_empty(&shown[i]);
	return count == ERASE_WORTH;
}

/* Draws the row's cells. Returns false if out is full. */
static bool
draw_cells(struct canvas *canvas, struct out *out, size_t row)
{
	const struct cell *wanted = canvas_wanted(canvas, row);
	const size_t end = wanted_end(canvas, row);
	size_t more;

	for (size_t column = 0; column < canvas->columns; column += more) {
		more = wanted[column].columns;
		if (cell_same(wanted + column,
			canvas_shown(canvas, row) + column, more))
			continue;
		if (out_room(out) < STEP_ROOM)
			return false;
		if (column >= end && is_worth_erasing(canvas, row, column)) {
			erase(canvas, out, row, column);
			break;
		}
		put_character(canvas, out, row, column);
	}
	return true;
}

/* Returns whether a part of the row on the terminal is unknown. */
static bool
is_unknown(const struct canvas *canvas, size_t row)
{
	return canvas_shown(canvas, row)->len == 0;
}

/* Draws a row. Returns false if out is full. */
static bool
draw_row(struct canvas *canvas, struct out *out, size_t row)
{
	if (is_unknown(canvas, row)) {
		if (out_room(out) < STEP_ROOM)
			return false;
		erase(canvas, out, row, 0);
	}
	return draw_cells(canvas, out, row);
}

bool
canvas_draw(struct canvas *canvas, struct out *out)
{
	canvas_scroll(canvas, out);
	for (size_t row = 0; row < canvas->rows; row++)
		if (!draw_row(canvas, out, row))
			return false;
	if (canvas->rows == 0)
		return true;
	if (out_room(out) < STEP_ROOM)
		return false;
	pen_style(&canvas->pen, out, 0);
	pen_move(&canvas->pen, out, canvas->cursor_row, canvas->cursor_column);
	return true;
}
