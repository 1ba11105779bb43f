/* The wanted screen: see canvas.h. */
#include "term/canvas.h"

#include <stdlib.h>

#include "shared/buf.h"
#include "text/direction.h"
#include "text/width.h"

static size_t
at_most(size_t number, size_t most)
{
	return number < most ? number : most;
}

void
canvas_free(struct canvas *canvas)
{
	free(canvas->wanted);
	free(canvas->shown);
	*canvas = (struct canvas) { 0 };
}

void
canvas_forget(struct canvas *canvas)
{
	const size_t cells = canvas->rows * canvas->columns;

	if (cells > 0)
		memset(canvas->shown, 0, cells * sizeof(*canvas->shown));
	canvas->pen = (struct pen) {
		.columns = canvas->columns,
		.row = PEN_LOST,
		.column = PEN_LOST,
	};
}

bool
canvas_resize(struct canvas *canvas, size_t rows, size_t columns)
{
	canvas_free(canvas);
	rows = at_most(rows, CANVAS_ROWS);
	columns = at_most(columns, CANVAS_COLUMNS);
	if (rows == 0 || columns == 0)
		return true;
	canvas->wanted = calloc(rows * columns, sizeof(*canvas->wanted));
	canvas->shown = calloc(rows * columns, sizeof(*canvas->shown));
	if (canvas->wanted == NULL || canvas->shown == NULL) {
		canvas_free(canvas);
		return false;
	}
	canvas->rows = rows;
	canvas->columns = columns;
	for (size_t row = 0; row < rows; row++)
		canvas_blank(canvas, row, 0, columns, 0);
	canvas_forget(canvas);
	return true;
}

/* Replaces a wide character that spans the column's left edge with spaces. */
static void
unhalve(const struct canvas *canvas, size_t row, size_t column)
{
	struct cell *cell = canvas_wanted(canvas, row);

	if (column >= canvas->columns || cell[column].behind == 0)
		return;
	const size_t first = column - cell[column].behind;
	const size_t end = first + cell[first].columns;
	const struct cell space = cell_space(cell[first].style);
	for (size_t i = first; i < end; i++)
		cell[i] = space;
}

/*
 * Adds a zero-width mark from the start of a text to the character before it,
 * if the row has one.
 */
static void
put_mark(struct canvas *canvas, size_t row, size_t column, struct str mark)
{
	if (column == 0 || row >= canvas->rows || column > canvas->columns)
		return;
	struct cell *cell = canvas_wanted(canvas, row) + column - 1;
	cell_add(cell - cell->behind, mark);
}

static void
put_character(struct canvas *canvas, size_t row, size_t column, size_t columns,
    sgr style, struct str character)
{
	unhalve(canvas, row, column);
	unhalve(canvas, row, column + columns);
	cell_put(
	    canvas_wanted(canvas, row) + column, columns, style, character);
}

/*
 * Puts text in the first column. No character before it can take the isolating
 * mark, so the mark goes before the first character.
 */
static void
put_first(struct canvas *canvas, size_t row, size_t columns,
    struct str character, const struct canvas_ink *ink)
{
	char memory[CELL_ROOM + CELL_TEXT];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	if (ink->depth <= 0 || !BUF_CAT(&text, DIRECTION_ISOLATE, character)) {
		put_character(canvas, row, 0, columns, ink->style, character);
		return;
	}
	put_character(canvas, row, 0, columns, ink->style, buf_str(&text));
}

/*
 * Puts as much of the text as fits between column and end. Returns the column
 * after the text.
 */
static size_t
put_text(struct canvas *canvas, size_t row, size_t column, size_t end,
    struct str styled, struct canvas_ink *ink)
{
	size_t columns;
	bool clipped = false;

	while (styled.len > 0) {
		const size_t len = width_first(styled, &columns);
		const struct str first = { styled.at, len };
		clipped = clipped || column + columns > end;
		if (first.at[0] == '\033')
			ink->style = style_after(ink->style, first);
		else if (!clipped && columns == 0)
			put_mark(canvas, row, column, first);
		else if (!clipped && column == 0)
			put_first(canvas, row, columns, first, ink);
		else if (!clipped)
			put_character(
			    canvas, row, column, columns, ink->style, first);
		column += clipped ? 0 : columns;
		ink->depth += clipped ? 0 : direction_depth(first);
		str_drop(&styled, len);
	}
	return column;
}

size_t
canvas_put_piece(struct canvas *canvas, size_t row, size_t column, size_t most,
    struct str styled, struct canvas_ink *ink)
{
	const size_t end = row < canvas->rows && column < canvas->columns ?
	    column + at_most(most, canvas->columns - column) :
	    column;

	/*
	 * Each row is reordered by itself, so isolate its text from its
	 * surroundings.
	 */
	if (ink->depth > 0)
		put_mark(canvas, row, column, DIRECTION_ISOLATE);
	const size_t now = put_text(canvas, row, column, end, styled, ink);
	if (ink->depth > 0)
		put_mark(canvas, row, now, DIRECTION_END);
	return now - column;
}

void
canvas_skip_piece(struct str styled, struct canvas_ink *ink)
{
	ink->style = style_after(ink->style, styled);
	ink->depth += direction_depth(styled);
}

size_t
canvas_put(struct canvas *canvas, size_t row, size_t column, size_t most,
    struct str styled)
{
	struct canvas_ink ink = { 0 };

	return canvas_put_piece(canvas, row, column, most, styled, &ink);
}

void
canvas_blank(
    struct canvas *canvas, size_t row, size_t column, size_t columns, sgr style)
{
	if (row >= canvas->rows || column >= canvas->columns)
		return;
	const size_t end = column + at_most(columns, canvas->columns - column);
	struct cell *cell = canvas_wanted(canvas, row);
	const struct cell space = cell_space(style);
	unhalve(canvas, row, column);
	unhalve(canvas, row, end);
	for (size_t i = column; i < end; i++)
		cell[i] = space;
}

void
canvas_mark(
    struct canvas *canvas, size_t row, size_t column, size_t columns, sgr marks)
{
	if (row >= canvas->rows || column >= canvas->columns)
		return;
	struct cell *cell = canvas_wanted(canvas, row) + column;
	const size_t count = at_most(columns, canvas->columns - column);
	for (size_t i = 0; i < count; i++) {
		cell[i].style ^= marks;
		if (cell[i].len == 1 && cell[i].text[0] == ' ')
			cell[i].style = style_of_space(cell[i].style);
	}
}

/* Notes the hint; after two before one draw, the distance is unknown. */
void
canvas_moved(struct canvas *canvas, size_t top, size_t bottom, long up)
{
	if (canvas->rows == 0 || top >= canvas->rows || top >= bottom)
		return;
	if (canvas->moved.told)
		up = 0;
	canvas->moved.told = true;
	canvas->moved.top = top;
	canvas->moved.bottom = at_most(bottom, canvas->rows - 1);
	canvas->moved.up = up;
}

void
canvas_cursor(struct canvas *canvas, size_t row, size_t column)
{
	if (canvas->rows == 0)
		return;
	canvas->cursor_row = at_most(row, canvas->rows - 1);
	canvas->cursor_column = at_most(column, canvas->columns - 1);
}
