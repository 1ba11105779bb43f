/* A line of a view as rows: see block.h. */
#include "term/block.h"

#include <time.h>

#include "shared/buf.h"
#include "text/match.h"
#include "text/stamp.h"
#include "text/theme.h"
#include "text/width.h"
#include "text/wrap.h"

#define HEAD_ROOM 128

/* The columns of "--- ". */
#define HEAD 4

static bool
to_date(usec time, struct tm *date)
{
	const time_t seconds = (time_t)(time / SEC);

	return localtime_r(&seconds, date) != NULL;
}

/*
 * Returns whether the line is of another day than the last line before it that
 * has a time.
 */
static bool
begins_day(const struct line *line, struct tm *date)
{
	const struct line *before = line->before;
	struct tm other;

	if (line->time == 0)
		return false;
	while (before != NULL && before->time == 0)
		before = before->before;
	if (before == NULL || !to_date(line->time, date) ||
	    !to_date(before->time, &other))
		return false;
	return date->tm_yday != other.tm_yday || date->tm_year != other.tm_year;
}

static bool
has_mark(const struct view *view, const struct line *line)
{
	return line == view->mark;
}

/* Returns how many headings the line has. */
static size_t
count_heads(const struct view *view, const struct line *line)
{
	struct tm date;

	return (size_t)begins_day(line, &date) + has_mark(view, line);
}

/*
 * Returns the columns of a stamp, or 0 if they would leave fewer for the text.
 */
static size_t
stamp_room(const struct page *page)
{
	const size_t columns = page->stamps ? stamp_columns() : 0;

	return 2 * columns <= page->columns ? columns : 0;
}

/* Begins to wrap the line. */
static struct wrap
wrap_of(const struct page *page, const struct line *line)
{
	return wrap_begin(
	    lines_text(line), stamp_room(page), page->columns, WRAP_CUT);
}

size_t
block_rows(
    const struct page *page, const struct view *view, const struct line *line)
{
	struct wrap wrap = wrap_of(page, line);
	size_t rows = count_heads(view, line);

	do {
		(void)wrap_next(&wrap);
		rows++;
	} while (wrap.rest.len > 0);
	return rows;
}

size_t
block_row_found(
    const struct page *page, const struct view *view, const struct line *line)
{
	const struct str text = lines_text(line);
	const struct text_match found = match_word(text, 0, page->found);
	struct wrap wrap = wrap_of(page, line);
	size_t row = count_heads(view, line);

	for (;; row++) {
		const struct str piece = wrap_next(&wrap);
		const size_t end = (size_t)(piece.at - text.at) + piece.len;
		if (wrap.rest.len == 0 || (found.end > 0 && found.from < end))
			return row;
	}
}

/* The place where rows are put. */
struct sheet {
	const struct page *page;
	struct canvas *canvas;
	size_t skip; /* rows still to be skipped */
	size_t row; /* the next row */
};

/*
 * Sets *row to the place of the next row. Returns false if it is skipped or off
 * the page.
 */
static bool
next_row(struct sheet *sheet, size_t *row)
{
	if (sheet->skip > 0) {
		sheet->skip--;
		return false;
	}
	*row = sheet->row;
	if (*row == sheet->page->top + sheet->page->rows)
		return false;
	sheet->row++;
	return true;
}

static void
put_head(struct sheet *sheet, enum theme_key key, struct str front,
    const struct str *pieces, size_t count)
{
	char memory[HEAD_ROOM];
	struct buf text;
	size_t row;

	if (!next_row(sheet, &row))
		return;
	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, theme_sgr(key), front);
	(void)buf_cat(&text, pieces, count);
	(void)canvas_put(
	    sheet->canvas, row, 0, sheet->page->columns, buf_str(&text));
}

/* Writes "Saturday, 21 November 2026", or "Sat, 21 Nov 2026". */
static struct str
write_date(char *room, size_t size, const struct tm *date, bool brief)
{
	char day[32], month[32];
	struct buf text;

	buf_init(&text, room, size);
	(void)BUF_CAT(&text,
	    (struct str) { day,
		strftime(day, sizeof(day), brief ? "%a, " : "%A, ", date) },
	    DECIMAL((uint64_t)date->tm_mday),
	    (struct str) { month,
		strftime(
		    month, sizeof(month), brief ? " %b %Y" : " %B %Y", date) });
	return buf_str(&text);
}

static void
put_date(struct sheet *sheet, const struct tm *date)
{
	char room[HEAD_ROOM];
	struct str text = write_date(room, sizeof(room), date, false);

	if (HEAD + width_of(text) > sheet->page->columns)
		text = write_date(room, sizeof(room), date, true);
	put_head(sheet, THEME_UNREAD, STR("--- "), &text, 1);
}

static void
put_mark(struct sheet *sheet, size_t marked)
{
	const struct str pieces[] = { DECIMAL(marked), STR(" new") };

	put_head(sheet, THEME_UNREAD, STR("--- "), pieces, COUNT(pieces));
}

static void
put_stamp(struct sheet *sheet, size_t row, usec time)
{
	char memory[STAMP_ROOM + STYLE_SGR];
	struct buf text;

	if (time == 0)
		return;
	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, theme_sgr(THEME_TIME));
	stamp_put(&text, time);
	(void)canvas_put(
	    sheet->canvas, row, 0, stamp_room(sheet->page), buf_str(&text));
}

/* A line while it is put on the canvas, row by row. */
struct row_layout {
	struct str text;
	struct wrap wrap;
	struct canvas_ink ink; /* at the start of the row */
	/* the match that the row begins in, or the next one */
	struct text_match found;
	sgr mark; /* style of a match */
};

/* Marks the matches in a row whose text begins at this column. */
static void
mark_found(struct sheet *sheet, struct row_layout *layout, struct str piece,
    size_t row, size_t column)
{
	const size_t from = (size_t)(piece.at - layout->text.at);
	const size_t end = from + piece.len;
	struct text_match *found = &layout->found;

	while (found->end > 0 && found->from < end) {
		const size_t first = found->from > from ? found->from : from;
		const size_t last = found->end < end ? found->end : end;
		if (first < last)
			canvas_mark(sheet->canvas, row,
			    column +
				width_of(
				    (struct str) { piece.at, first - from }),
			    width_of((struct str) {
				layout->text.at + first, last - first }),
			    layout->mark);
		if (found->end > end)
			return;
		*found =
		    match_word(layout->text, found->end, sheet->page->found);
	}
}

/*
 * Puts one row of a line, unless it is skipped; either way moves on to the next
 * one. The first row has a time.
 */
static void
put_text_row(struct sheet *sheet, struct row_layout *layout, const usec *time)
{
	const struct page *page = sheet->page;
	const size_t indent = layout->wrap.indent;
	const struct str piece = wrap_next(&layout->wrap);
	size_t row;

	if (!next_row(sheet, &row)) {
		canvas_skip_piece(piece, &layout->ink);
		return;
	}
	if (time != NULL && stamp_room(page) > 0)
		put_stamp(sheet, row, *time);
	(void)canvas_put_piece(sheet->canvas, row, indent,
	    page->columns - indent, piece, &layout->ink);
	mark_found(sheet, layout, piece, row, indent);
}

static bool
is_full(const struct sheet *sheet)
{
	return sheet->row == sheet->page->top + sheet->page->rows;
}

static void
put_text(struct sheet *sheet, const struct view *view, const struct line *line)
{
	const bool other = view->found != NULL && view->found != line;
	const struct str text = lines_text(line);
	struct row_layout layout = { .text = text,
		.wrap = wrap_of(sheet->page, line),
		.found = match_word(text, 0, sheet->page->found),
		.mark = other ? STYLE_UNDERLINE : STYLE_REVERSE };

	put_text_row(sheet, &layout, &line->time);
	while (layout.wrap.rest.len > 0 && !is_full(sheet))
		put_text_row(sheet, &layout, NULL);
}

size_t
block_put(const struct page *page, const struct view *view,
    const struct line *line, size_t skip, struct canvas *canvas, size_t row)
{
	struct sheet sheet = { page, canvas, skip, row };
	struct tm date;

	if (begins_day(line, &date))
		put_date(&sheet, &date);
	if (has_mark(view, line))
		put_mark(&sheet, view->marked);
	put_text(&sheet, view, line);
	return sheet.row;
}
