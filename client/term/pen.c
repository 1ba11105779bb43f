/* The terminal's cursor and style: see pen.h. */
#include "term/pen.h"

#include "shared/buf.h"
#include "shared/text/utf8.h"

/* Automatic wrapping. */
#define WRAP_ON STR("\033[?7h")
#define WRAP_OFF STR("\033[?7l")

/* Room for any move, in bytes. */
#define MOVE_ROOM 64

/* Appends ESC [ number last; leaves out a 1. */
static void
put_step(struct buf *to, size_t number, struct str last)
{
	(void)BUF_CAT(
	    to, STR("\033["), number > 1 ? DECIMAL(number) : STR(""), last);
}

/* Appends a jump to any place. */
static void
put_jump(struct buf *to, size_t row, size_t column)
{
	(void)BUF_CAT(to, STR("\033["), row > 0 ? DECIMAL(row + 1) : STR(""),
	    column > 0 ? STR(";") : STR(""),
	    column > 0 ? DECIMAL(column + 1) : STR(""), STR("H"));
}

/* Appends steps within the row. */
static void
put_steps(struct buf *to, size_t from, size_t column)
{
	if (column > from)
		put_step(to, column - from, STR("C"));
	else if (from - column > 3)
		put_step(to, from - column, STR("D"));
	else
		(void)BUF_CAT(to, (struct str) { "\b\b\b", from - column });
}

static void
keep_shorter(struct str *best, struct buf *other)
{
	if (buf_len(other) < best->len)
		*best = buf_str(other);
}

/*
 * Returns the shortest move, written into one of the rooms: a jump; the first
 * column of this row or the next, and steps; or steps within the row.
 */
static struct str
find_move(
    const struct pen *pen, size_t row, size_t column, char room[3][MOVE_ROOM])
{
	const bool near =
	    pen->row != PEN_LOST && (pen->row == row || pen->row + 1 == row);
	struct buf jump, from_first, steps;

	buf_init(&jump, room[0], MOVE_ROOM);
	put_jump(&jump, row, column);
	struct str best = buf_str(&jump);
	if (near) {
		buf_init(&from_first, room[1], MOVE_ROOM);
		(void)BUF_CAT(
		    &from_first, pen->row == row ? STR("\r") : STR("\r\n"));
		put_steps(&from_first, 0, column);
		keep_shorter(&best, &from_first);
	}
	if (pen->row == row && pen->column != PEN_LOST) {
		buf_init(&steps, room[2], MOVE_ROOM);
		put_steps(&steps, pen->column, column);
		keep_shorter(&best, &steps);
	}
	return best;
}

size_t
pen_cost(const struct pen *pen, size_t row, size_t column)
{
	char room[3][MOVE_ROOM];

	return find_move(pen, row, column, room).len;
}

void
pen_move(struct pen *pen, struct out *out, size_t row, size_t column)
{
	char room[3][MOVE_ROOM];

	out_put(out, find_move(pen, row, column, room));
	pen->row = row;
	pen->column = column;
}

void
pen_style(struct pen *pen, struct out *out, sgr style)
{
	char room[STYLE_SGR];

	if (!pen->styled)
		out_put(out, STR("\033[m"));
	out_put(out, style_write(pen->styled ? pen->style : 0, style, room));
	pen->styled = true;
	pen->style = style;
}

/* Returns whether the text is a single code point. */
static bool
is_single(struct str text)
{
	uint32_t c;

	return utf8_decode(text.at, text.len, &c) == text.len;
}

/*
 * Writes a character in the last column. Without wrapping, the cursor stays on
 * it, and some terminals would put a combining mark on the character before. So
 * wrapping is allowed here; it only happens if more text follows.
 */
static void
put_last(struct out *out, struct str text)
{
	out_put(out, WRAP_ON);
	out_put(out, text);
	out_put(out, WRAP_OFF);
}

/* Empties cells at the cursor, which stays. */
static void
put_spaces(struct out *out, size_t columns)
{
	for (size_t i = 0; i < columns; i++)
		out_put(out, STR(" "));
	for (size_t i = 0; i < columns; i++)
		out_put(out, STR("\b"));
}

void
pen_write(struct pen *pen, struct out *out, const struct cell *cell)
{
	const size_t end = pen->column + cell->columns;
	const bool last = end == pen->columns;
	char room[CELL_ROOM];
	const struct str text = cell_text(cell, room);
	const bool sure = width_is_sure(text);

	if (!sure && !last)
		put_spaces(out, cell->columns);
	if (sure && last && !is_single(text))
		put_last(out, text);
	else
		out_put(out, text);
	pen->column = sure && !last ? end : PEN_LOST;
}
