/* The wanted screen, and how to draw it: see canvas.h. */
#include "term/canvas.h"

#include <assert.h>
#include <stdlib.h>

#include "shared/text/utf8.h"
#include "text/direction.h"
#include "text/width.h"

/* An unknown place. */
#define LOST SIZE_MAX

/* Room that a character leaves in its cell for the end of an isolate. */
#define MARK_ROOM 3

/* The most bytes for one cell: a move, a style and the text. */
#define CELL_MOST (CELL_TEXT + STYLE_SGR + 32)

/* The columns that are right and not drawn again: more than a move costs. */
#define SKIP_LEAST 8

static_assert(sizeof(struct cell) == 44, "nothing between, small");
static_assert(
    CELL_MOST * (CANVAS_COLUMNS + 1) < OUT_SIZE, "a row can be written");
static_assert(WIDTH_COLUMNS <= INT8_MAX, "a cell counts them");

static size_t
at_most(size_t number, size_t most)
{
	return number < most ? number : most;
}

static struct cell *
wanted_row(const struct canvas *canvas, size_t row)
{
	return canvas->wanted + row * canvas->columns;
}

static struct cell *
shown_row(const struct canvas *canvas, size_t row)
{
	return canvas->shown + row * canvas->columns;
}

static bool
is_space(const struct cell *cell)
{
	return cell->len == 1 && cell->text[0] == ' ';
}

static void
fill(struct cell *cell, size_t count, sgr style)
{
	const struct cell space = { .style = style_of_space(style),
		.text = " ",
		.len = 1,
		.columns = 1 };

	for (size_t i = 0; i < count; i++)
		cell[i] = space;
}

/* --- The wanted screen ---------------------------------------------------- */

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
	canvas->pen.row = canvas->pen.column = LOST;
	canvas->pen.styled = false;
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
	fill(canvas->wanted, rows * columns, 0);
	canvas_forget(canvas);
	return true;
}

/*
 * Appends text to that of a cell, up to most bytes: whole characters without
 * control characters.
 */
static void
add_text(struct cell *cell, struct str text, size_t most)
{
	uint32_t c;

	for (size_t len; text.len > 0; str_drop(&text, len)) {
		const size_t whole = utf8_decode(text.at, text.len, &c);
		len = whole > 0 ? whole : 1;
		if (cell->len + len > most)
			return;
		if (whole > 0 && (c < ' ' || (c >= 0x7f && c < 0xa0)))
			continue;
		memcpy(cell->text + cell->len, whole > 0 ? text.at : "?", len);
		cell->len = (uint8_t)(cell->len + len);
	}
}

/* Replaces a wide character that spans the column's left edge with spaces. */
static void
unhalve(const struct canvas *canvas, size_t row, size_t column)
{
	struct cell *cell = wanted_row(canvas, row) + column;

	if (column >= canvas->columns || cell->columns > 0)
		return;
	cell += cell->columns;
	fill(cell, (size_t)cell->columns, cell->style);
}

/* Adds zero-width text to the character before the column, if there is one. */
static void
put_mark(struct canvas *canvas, size_t row, size_t column, struct str mark)
{
	if (column == 0 || row >= canvas->rows || column > canvas->columns)
		return;
	struct cell *cell = wanted_row(canvas, row) + column - 1;
	if (cell->columns <= 0)
		cell += cell->columns;
	add_text(cell, mark, CELL_TEXT);
}

static void
put_character(struct canvas *canvas, size_t row, size_t column, size_t columns,
    struct str character, const struct canvas_ink *ink)
{
	struct cell *cell = wanted_row(canvas, row) + column;

	unhalve(canvas, row, column);
	unhalve(canvas, row, column + columns);
	for (size_t i = 0; i < columns; i++)
		cell[i] = (struct cell) { .style = ink->style,
			.columns = (int8_t)-i };
	cell->columns = (int8_t)columns;
	/* In the first column, no character before can take this mark. */
	if (column == 0 && ink->depth > 0)
		add_text(cell, DIRECTION_ISOLATE, CELL_TEXT);
	add_text(cell, character, CELL_TEXT - MARK_ROOM);
	if (cell->len == 0)
		add_text(cell, STR(" "), CELL_TEXT);
	if (is_space(cell))
		cell->style = style_of_space(cell->style);
}

size_t
canvas_put_piece(struct canvas *canvas, size_t row, size_t column, size_t most,
    struct str styled, struct canvas_ink *ink)
{
	const bool on = row < canvas->rows && column < canvas->columns;
	const size_t end =
	    on ? column + at_most(most, canvas->columns - column) : column;
	const size_t from = column;
	long depth = ink->depth; /* of what is put */
	bool clipped = !on;
	size_t columns;

	/*
	 * Each row is reordered by itself, so isolate its text from its
	 * surroundings.
	 */
	if (depth > 0)
		put_mark(canvas, row, column, DIRECTION_ISOLATE);
	while (styled.len > 0) {
		const size_t len = width_first(styled, &columns);
		const struct str first = { styled.at, len };
		clipped = clipped || column + columns > end;
		if (first.at[0] == '\033')
			ink->style = style_after(ink->style, first);
		else if (!clipped && columns == 0)
			put_mark(canvas, row, column, first);
		else if (!clipped)
			put_character(canvas, row, column, columns, first, ink);
		ink->depth += direction_depth(first);
		column += clipped ? 0 : columns;
		depth = clipped ? depth : ink->depth;
		str_drop(&styled, len);
	}
	if (depth > 0)
		put_mark(canvas, row, column, DIRECTION_END);
	return column - from;
}

size_t
canvas_put(struct canvas *canvas, size_t row, size_t column, size_t most,
    struct str styled)
{
	struct canvas_ink ink = { 0 };

	return canvas_put_piece(canvas, row, column, most, styled, &ink);
}

void
canvas_put_line(struct canvas *canvas, size_t row, size_t column,
    size_t columns, sgr style, struct str styled)
{
	const bool cut = columns > 0 && width_of(styled) > columns;
	struct canvas_ink ink = { .style = style };

	canvas_blank(canvas, row, column, columns, style);
	(void)canvas_put(canvas, row, column, columns - cut, styled);
	if (cut)
		(void)canvas_put_piece(
		    canvas, row, column + columns - 1, 1, STR(">"), &ink);
}

void
canvas_blank(
    struct canvas *canvas, size_t row, size_t column, size_t columns, sgr style)
{
	if (row >= canvas->rows || column >= canvas->columns)
		return;
	columns = at_most(columns, canvas->columns - column);
	unhalve(canvas, row, column);
	unhalve(canvas, row, column + columns);
	fill(wanted_row(canvas, row) + column, columns, style);
}

void
canvas_mark(
    struct canvas *canvas, size_t row, size_t column, size_t columns, sgr marks)
{
	if (row >= canvas->rows || column >= canvas->columns)
		return;
	struct cell *cell = wanted_row(canvas, row) + column;
	const size_t count = at_most(columns, canvas->columns - column);
	for (size_t i = 0; i < count; i++) {
		cell[i].style ^= marks;
		if (is_space(&cell[i]))
			cell[i].style = style_of_space(cell[i].style);
	}
}

void
canvas_cursor(struct canvas *canvas, size_t row, size_t column)
{
	if (canvas->rows == 0)
		return;
	canvas->cursor_row = at_most(row, canvas->rows - 1);
	canvas->cursor_column = at_most(column, canvas->columns - 1);
}

/* --- The terminal's cursor and style -------------------------------------- */

static void
set_place(struct canvas *canvas, size_t row, size_t column)
{
	canvas->pen.row = row;
	canvas->pen.column = column;
}

static void
move_cursor(struct canvas *canvas, struct out *out, size_t row, size_t column)
{
	if (canvas->pen.row == row && canvas->pen.column == column)
		return;
	if (canvas->pen.row == row && column == 0) {
		out_put(out, STR("\r"));
	} else {
		out_put(out, STR("\033["));
		out_put(out, DECIMAL(row + 1));
		out_put(out, STR(";"));
		out_put(out, DECIMAL(column + 1));
		out_put(out, STR("H"));
	}
	set_place(canvas, row, column);
}

static void
set_style(struct canvas *canvas, struct out *out, sgr style)
{
	char room[STYLE_SGR];

	if (!canvas->pen.styled)
		out_put(out, STR("\033[m"));
	out_put(out,
	    style_write(
		canvas->pen.styled ? canvas->pen.style : 0, style, room));
	canvas->pen.styled = true;
	canvas->pen.style = style;
}

/* Erases the row on the terminal from the column on. */
static void
erase(struct canvas *canvas, struct out *out, size_t row, size_t column)
{
	move_cursor(canvas, out, row, column);
	set_style(canvas, out, 0);
	out_put(out, STR("\033[K"));
	fill(shown_row(canvas, row) + column, canvas->columns - column, 0);
}

/* --- Drawing -------------------------------------------------------------- */

/*
 * Writes a cell's character at the cursor, where terminals agree on its width.
 * In the last column, the cursor stays on it, and some terminals would put a
 * combining mark on the character before. So wrapping is allowed there; it only
 * happens if more text follows.
 */
static void
write_sure(struct canvas *canvas, struct out *out, size_t row, size_t column,
    struct str text)
{
	const size_t end =
	    column + (uint8_t)wanted_row(canvas, row)[column].columns;
	uint32_t c;
	const bool last = end == canvas->columns;
	const bool wraps =
	    last && utf8_decode(text.at, text.len, &c) != text.len;

	out_put(out, wraps ? STR("\033[?7h") : STR(""));
	out_put(out, text);
	out_put(out, wraps ? STR("\033[?7l") : STR(""));
	set_place(canvas, row, last ? LOST : end);
}

/*
 * Draws a character. Returns false if terminals disagree on its width: then the
 * row behind it is unknown.
 */
static bool
draw_character(
    struct canvas *canvas, struct out *out, size_t row, size_t column)
{
	const struct cell *cell = wanted_row(canvas, row) + column;
	const struct str text = { cell->text, cell->len };
	const bool sure = width_is_sure(text);

	if (!sure)
		erase(canvas, out, row, column);
	move_cursor(canvas, out, row, column);
	/* On a space, less of a style is visible. */
	const sgr style = is_space(cell) ? style_of_space(canvas->pen.style) :
					   canvas->pen.style;
	if (!canvas->pen.styled || style != cell->style)
		set_style(canvas, out, cell->style);
	if (sure) {
		write_sure(canvas, out, row, column, text);
	} else {
		out_put(out, text);
		set_place(canvas, row, LOST);
	}
	return sure;
}

/* Draws what differs in a row, and what lies between if it is little. */
static void
draw_row(struct canvas *canvas, struct out *out, size_t row)
{
	const struct cell *wanted = wanted_row(canvas, row);
	struct cell *shown = shown_row(canvas, row);
	const size_t bytes = sizeof(*wanted);
	size_t last = canvas->columns, end = canvas->columns, i = 0;

	if (shown->len == 0)
		erase(canvas, out, row, 0);
	while (
	    last > 0 && memcmp(&wanted[last - 1], &shown[last - 1], bytes) == 0)
		last--;
	while (
	    end > 0 && is_space(&wanted[end - 1]) && wanted[end - 1].style == 0)
		end--;
	const bool erases = last > end;
	for (;;) {
		size_t next = i;
		while (next < last &&
		    memcmp(&wanted[next], &shown[next], bytes) == 0)
			next++;
		if (next - i >= (i == 0 ? 1 : SKIP_LEAST))
			i = next;
		if (i >= end || i >= last)
			break;
		if (wanted[i].columns <= 0)
			i -= (size_t)-wanted[i].columns;
		if (!draw_character(canvas, out, row, i))
			last = canvas->columns;
		i += (uint8_t)wanted[i].columns;
	}
	if (erases && end < canvas->columns)
		erase(canvas, out, row, end);
	memcpy(shown, wanted, canvas->columns * bytes);
}

bool
canvas_draw(struct canvas *canvas, struct out *out)
{
	for (size_t row = 0; row < canvas->rows; row++) {
		if (out_room(out) < (canvas->columns + 1) * CELL_MOST)
			return false;
		draw_row(canvas, out, row);
	}
	if (canvas->rows == 0)
		return true;
	set_style(canvas, out, 0);
	move_cursor(canvas, out, canvas->cursor_row, canvas->cursor_column);
	return true;
}
