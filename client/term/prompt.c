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

/*
 * Measures the character at the spot, and moves it to a new row if it does not
 * fit.
 */
static void
place(const struct sheet *sheet, struct spot *spot)
{
	spot->len = width_first((struct str) { sheet->line.at + spot->at,
				    sheet->line.len - spot->at },
	    &spot->width);
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

/* Returns the number of rows, and finds the cursor. */
static size_t
measure(const struct sheet *sheet, struct spot *cursor)
{
	struct spot spot = first_spot(sheet);

	*cursor = spot;
	while (next_spot(sheet, &spot))
		if (spot.at <= sheet->cursor)
			*cursor = spot;
	return spot.row + 1;
}

/*
 * Composes the next row that is seen, from the spot on, which moves to the row
 * after it. If the prefix leaves no room in the first row, it is alone there.
 */
static void
put_row(struct prompt *prompt, const struct sheet *sheet, size_t row,
    struct spot *spot, struct buf *to)
{
	const size_t from = buf_len(to);
	size_t column = sheet->columns;
	bool more = true;

	if (row == 0)
		(void)BUF_CAT(to, sheet->prefix);
	else if (sheet->indent > 0)
		(void)BUF_CAT(to, row == prompt->top ? MARK_BEFORE : STR(" "));
	while (more && spot->row == row) {
		(void)BUF_CAT(
		    to, (struct str) { sheet->line.at + spot->at, spot->len });
		column = spot->column + spot->width;
		more = next_spot(sheet, spot);
	}
	if (more && spot->len > 0 && sheet->indent > 0 &&
	    row + 1 == prompt->top + prompt->rows) {
		for (; column < sheet->columns; column++)
			(void)BUF_CAT(to, STR(" "));
		(void)BUF_CAT(to, MARK_BEHIND);
	}
	const struct str all = buf_str(to);
	prompt->row[row - prompt->top] =
	    (struct str) { all.at + from, all.len - from };
}

static void
lay(struct prompt *prompt, struct sheet *sheet, size_t most)
{
	struct spot cursor;
	size_t rows = measure(sheet, &cursor);
	struct buf to;

	if (rows > most && sheet->columns >= COLUMNS_FOR_MARKS) {
		sheet->indent = 1;
		sheet->columns--;
		rows = measure(sheet, &cursor);
	}
	prompt->rows = rows < most ? rows : most;
	/* Scroll so that the cursor's row is visible. */
	if (prompt->top > cursor.row)
		prompt->top = cursor.row;
	if (prompt->top + prompt->rows <= cursor.row)
		prompt->top = cursor.row + 1 - prompt->rows;
	if (prompt->top + prompt->rows > rows)
		prompt->top = rows - prompt->rows;
	prompt->cursor_row = cursor.row - prompt->top;
	prompt->cursor_column = cursor.column;
	buf_init(&to, prompt->text, sizeof(prompt->text));
	struct spot spot = first_spot(sheet);
	while (spot.row < prompt->top && next_spot(sheet, &spot))
		;
	for (size_t i = 0; i < prompt->rows; i++)
		put_row(prompt, sheet, prompt->top + i, &spot, &to);
}

/*
 * Appends the last columns of a prefix that is too wide, keeping their style.
 */
static void
cut_prefix(struct buf *to, struct str prefix, size_t columns)
{
	size_t sum = width_of(prefix);
	size_t width, len;

	for (; prefix.len > 0; str_drop(&prefix, len)) {
		len = width_first(prefix, &width);
		if (sum <= columns || prefix.at[0] == '\033')
			(void)BUF_CAT(to, (struct str) { prefix.at, len });
		else
			sum -= width;
	}
}

void
prompt_lay(struct prompt *prompt, const struct edit *edit, struct str prefix,
    size_t columns, size_t most)
{
	static char shown[PROMPT_LINE]; /* too large for the stack */

	const struct str typed = edit_line(edit);
	char front[PROMPT_PREFIX];
	struct sheet sheet = { .columns = columns };
	struct buf line, cut;

	buf_init(&line, shown, sizeof(shown));
	render_typed(&line, (struct str) { typed.at, edit->cursor });
	sheet.cursor = buf_len(&line);
	render_typed(&line,
	    (struct str) { typed.at + edit->cursor, typed.len - edit->cursor });
	sheet.line = buf_str(&line);
	buf_init(&cut, front, sizeof(front));
	cut_prefix(&cut, prefix, typed.len > 0 ? columns / 2 : columns - 1);
	sheet.prefix = buf_str(&cut);
	sheet.before = width_of(sheet.prefix);
	lay(prompt, &sheet, most < PROMPT_ROWS ? most : PROMPT_ROWS);
	if (prompt->cursor_column >= columns)
		prompt->cursor_column = columns - 1;
}
