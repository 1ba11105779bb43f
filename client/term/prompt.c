/* The layout of the line being typed: see prompt.h. */
#include "term/prompt.h"

#include <stdbool.h>

#include "shared/buf.h"
#include "text/render.h"
#include "text/width.h"

#define MARK_BEFORE STR("\033[2m<\033[0m")
#define MARK_BEHIND STR("\033[2m>\033[0m")

/* The fewest columns in which marks are shown. */
#define COLUMNS_FOR_MARKS 4

/* The text to lay out. */
struct sheet {
	struct str line; /* the line as shown */
	size_t cursor; /* its place in the line */
	struct str prefix;
	size_t before; /* columns of the prefix */
	size_t indent; /* columns before all rows but the first */
	size_t columns; /* where rows end */
};

/* The place of a character. */
struct spot {
	size_t at; /* its offset in the line */
	size_t row, column;
	/* bytes and columns of the character; of the cursor at the end */
	size_t len, width;
};

static struct str
part(struct str line, size_t from, size_t to)
{
	return (struct str) { line.at + from, to - from };
}

/* Measures the character, and moves it to a new row if it does not fit. */
static void
place(const struct sheet *sheet, struct spot *spot)
{
	spot->width = 1;
	spot->len = width_first(
	    part(sheet->line, spot->at, sheet->line.len), &spot->width);
	if (spot->len == 0)
		spot->width = 1;
	if (spot->column + spot->width <= sheet->columns ||
	    (spot->row > 0 && spot->column == sheet->indent))
		return;
	spot->row++;
	spot->column = sheet->indent;
}

static struct spot
first_spot(const struct sheet *sheet)
{
	struct spot spot = { .column = sheet->before };

	place(sheet, &spot);
	return spot;
}

/* Moves to the next character. Returns false past the end. */
static bool
next_spot(const struct sheet *sheet, struct spot *spot)
{
	if (spot->len == 0)
		return false;
	spot->at += spot->len;
	spot->column += spot->width;
	place(sheet, spot);
	return true;
}

/* Returns the last row, and finds the cursor. */
static size_t
measure(const struct sheet *sheet, struct spot *cursor)
{
	struct spot spot = first_spot(sheet);

	*cursor = spot;
	while (next_spot(sheet, &spot))
		if (spot.at <= sheet->cursor)
			*cursor = spot;
	return spot.row;
}

/* Begins a row with the prefix or the indent. */
static void
begin_row(const struct prompt *prompt, const struct sheet *sheet, size_t row,
    struct buf *to)
{
	if (row == 0)
		(void)BUF_CAT(to, sheet->prefix);
	else if (sheet->indent > 0)
		(void)BUF_CAT(to, row == prompt->top ? MARK_BEFORE : STR(" "));
}

/* Fills up a row that ends at the column, and marks that the line continues. */
static void
mark_behind(const struct sheet *sheet, size_t column, struct buf *to)
{
	if (sheet->indent == 0)
		return;
	while (column++ < sheet->columns)
		if (!BUF_CAT(to, STR(" ")))
			return;
	(void)BUF_CAT(to, MARK_BEHIND);
}

static bool
is_seen(const struct prompt *prompt, size_t row)
{
	return row >= prompt->top && row < prompt->top + prompt->rows;
}

/* Returns the text appended since an offset. */
static struct str
put_since(const struct buf *to, size_t from)
{
	return part(buf_str(to), from, buf_len(to));
}

/* Composes a row and moves on to the next one; false after the last. */
static bool
put_row(struct prompt *prompt, const struct sheet *sheet, struct spot *spot,
    struct buf *to)
{
	const size_t row = spot->row;
	const size_t from = buf_len(to);
	size_t column = 0;
	bool more = true;

	begin_row(prompt, sheet, row, to);
	while (more && spot->row == row) {
		(void)BUF_CAT(
		    to, part(sheet->line, spot->at, spot->at + spot->len));
		column = spot->column + spot->width;
		more = next_spot(sheet, spot);
	}
	if (more && spot->len > 0 && row + 1 == prompt->top + prompt->rows)
		mark_behind(sheet, column, to);
	prompt->row[row - prompt->top] = put_since(to, from);
	return more;
}

static void
put_rows(struct prompt *prompt, const struct sheet *sheet)
{
	struct spot spot = first_spot(sheet);
	struct buf to;
	bool more = true;

	buf_init(&to, prompt->text, sizeof(prompt->text));
	for (size_t row = 0; row < prompt->rows; row++)
		prompt->row[row] = STR("");
	/* If the prefix leaves no room, it is alone in the first row. */
	if (is_seen(prompt, 0) && spot.row > 0) {
		begin_row(prompt, sheet, 0, &to);
		prompt->row[0] = buf_str(&to);
	}
	while (more && spot.row < prompt->top)
		more = next_spot(sheet, &spot);
	while (more && is_seen(prompt, spot.row))
		more = put_row(prompt, sheet, &spot, &to);
}

/* Scrolls so that the cursor's row is visible. */
static void
scroll(struct prompt *prompt, size_t rows, size_t cursor)
{
	if (prompt->top > cursor)
		prompt->top = cursor;
	if (prompt->top + prompt->rows <= cursor)
		prompt->top = cursor + 1 - prompt->rows;
	if (prompt->top + prompt->rows > rows)
		prompt->top = rows - prompt->rows;
}

static void
lay_rows(struct prompt *prompt, struct sheet *sheet, size_t most)
{
	struct spot cursor;
	size_t rows = measure(sheet, &cursor) + 1;

	if (rows > most && sheet->columns >= COLUMNS_FOR_MARKS) {
		sheet->indent = 1;
		sheet->columns--;
		rows = measure(sheet, &cursor) + 1;
	}
	prompt->rows = rows < most ? rows : most;
	scroll(prompt, rows, cursor.row);
	prompt->from = 0;
	prompt->cursor_row = cursor.row - prompt->top;
	prompt->cursor_column = cursor.column;
	put_rows(prompt, sheet);
}

/* Returns the visible part of the line in one row. */
static struct str
slide(struct prompt *prompt, const struct sheet *sheet, size_t columns)
{
	const struct str line = sheet->line;
	const bool at_end = sheet->cursor == line.len;
	const size_t behind = step_right(line, sheet->cursor);
	const size_t last = step_fit(line, columns - 1);
	const size_t before =
	    at_end ? line.len : step_left(line, sheet->cursor + 1);
	size_t from =
	    prompt->from < before ? step_left(line, prompt->from + 1) : before;

	from += step_fit(part(line, from, behind), columns - at_end);
	if (from > before)
		from = before;
	prompt->from = from < last ? from : last;
	const struct str rest = part(line, prompt->from, line.len);
	prompt->cursor_column =
	    width_of(part(line, prompt->from, sheet->cursor));
	return part(rest, 0, width_prefix(rest, columns));
}

/* Lays out the line in one row, scrolled sideways to show the cursor. */
static void
lay_row(struct prompt *prompt, struct sheet *sheet)
{
	const bool marks = sheet->columns >= sheet->before + COLUMNS_FOR_MARKS;
	struct buf to;

	sheet->indent = marks;
	sheet->columns -= marks;
	const struct str seen = slide(
	    prompt, sheet, sheet->columns - sheet->before - sheet->indent);
	buf_init(&to, prompt->text, sizeof(prompt->text));
	(void)BUF_CAT(&to, sheet->prefix);
	if (marks)
		(void)BUF_CAT(&to, prompt->from > 0 ? MARK_BEFORE : STR(" "));
	(void)BUF_CAT(&to, seen);
	if (prompt->from + seen.len < sheet->line.len)
		mark_behind(
		    sheet, sheet->before + sheet->indent + width_of(seen), &to);
	prompt->rows = 1;
	prompt->top = 0;
	prompt->row[0] = buf_str(&to);
	prompt->cursor_row = 0;
	prompt->cursor_column += sheet->before + sheet->indent;
}

/*
 * Appends the last columns of a prefix that is too wide, keeping their style.
 */
static void
cut_prefix(struct buf *to, struct str prefix, size_t columns)
{
	size_t sum = width_of(prefix);
	size_t width;

	while (prefix.len > 0) {
		const size_t len = width_first(prefix, &width);
		if (sum <= columns || prefix.at[0] == '\033')
			(void)BUF_CAT(to, part(prefix, 0, len));
		if (sum > columns)
			sum -= width;
		prefix = part(prefix, len, prefix.len);
	}
}

void
prompt_lay(struct prompt *prompt, const struct edit *edit, struct str prefix,
    size_t columns, size_t most)
{
	static char shown[PROMPT_LINE]; /* too large for the stack */

	char front[PROMPT_PREFIX];
	struct sheet sheet = { .columns = columns };
	struct spot cursor;
	struct buf line;
	struct buf cut;

	buf_init(&line, shown, sizeof(shown));
	render_typed(&line, part(edit_line(edit), 0, edit->cursor));
	sheet.cursor = buf_len(&line);
	render_typed(&line, part(edit_line(edit), edit->cursor, edit->len));
	sheet.line = buf_str(&line);
	buf_init(&cut, front, sizeof(front));
	cut_prefix(&cut, prefix, edit->len > 0 ? columns / 2 : columns - 1);
	sheet.prefix = buf_str(&cut);
	sheet.before = width_of(sheet.prefix);
	if (most > PROMPT_ROWS)
		most = PROMPT_ROWS;
	if (most > 1 || measure(&sheet, &cursor) == 0)
		lay_rows(prompt, &sheet, most);
	else
		lay_row(prompt, &sheet);
	if (prompt->cursor_column >= columns)
		prompt->cursor_column = columns - 1;
}
