/* A view's lines as rows: see page.h. */
#include "term/page.h"

#include <assert.h>

#include "shared/buf.h"
#include "text/match.h"
#include "text/theme.h"
#include "text/when.h"
#include "text/width.h"
#include "text/wrap.h"

/* The least columns of a page with whole names of days, and whole labels. */
#define COLUMNS_FOR_WORDS 40

/* Room for a heading, or for a label and a stamp, in bytes. */
#define HEAD_ROOM (2 * STYLE_SGR + WHEN_STAMP_COLUMNS + 96)

static size_t
at_most(size_t number, size_t most)
{
	return number < most ? number : most;
}

/* --- The rows of a line --------------------------------------------------- */

/* A line while its rows are taken one by one. */
struct rows {
	bool date, mark; /* headings that are to come */
	bool ended;
	struct wrap wrap; /* the text that is to come */
};

/* A row: a heading or, if both are false, a piece of the text. */
struct page_row {
	bool date, mark;
	size_t indent; /* columns before the piece */
	struct str piece;
};

/*
 * Returns whether the line is of another day than the last line before it that
 * has a time.
 */
static bool
begins_day(const struct line *line)
{
	const struct line *before = line->before;
	char room[2][WHEN_ROOM];

	if (line->time == 0)
		return false;
	while (before != NULL && before->time == 0)
		before = before->before;
	return before != NULL &&
	    !str_eq(when_text(line->time, "%Y %j", room[0], WHEN_ROOM),
		when_text(before->time, "%Y %j", room[1], WHEN_ROOM));
}

/*
 * Returns the columns of a stamp, or 0 if they would leave fewer for the text.
 */
static size_t
stamp_room(const struct page *page)
{
	const size_t columns = page->stamps ? WHEN_STAMP_COLUMNS : 0;

	return 2 * columns <= page->columns ? columns : 0;
}

static struct rows
rows_of(
    const struct page *page, const struct view *view, const struct line *line)
{
	return (struct rows) {
		.date = begins_day(line),
		.mark = line == view->mark,
		.wrap = wrap_begin(lines_text(line), stamp_room(page),
		    page->columns, WRAP_CUT),
	};
}

/* Takes the next row; false after the last one. */
static bool
next_row(struct rows *rows, struct page_row *row)
{
	*row = (struct page_row) { .date = rows->date,
		.mark = !rows->date && rows->mark };
	if (rows->ended)
		return false;
	if (row->date) {
		rows->date = false;
	} else if (row->mark) {
		rows->mark = false;
	} else {
		row->indent = rows->wrap.indent;
		row->piece = wrap_next(&rows->wrap);
		rows->ended = rows->wrap.rest.len == 0;
	}
	return true;
}

static size_t
count_rows(
    const struct page *page, const struct view *view, const struct line *line)
{
	struct rows rows = rows_of(page, view, line);
	struct page_row row;
	size_t count = 0;

	while (next_row(&rows, &row))
		count++;
	return count;
}

/*
 * Returns how many rows of the line are below the one with its first match, or
 * 0 without a match.
 */
static size_t
rows_below_match(
    const struct page *page, const struct view *view, const struct line *line)
{
	const struct str text = lines_text(line);
	const struct text_match found = match_word(text, 0, page->found);
	struct rows rows = rows_of(page, view, line);
	struct page_row row;
	size_t count = 0;

	while (next_row(&rows, &row))
		count += found.end > 0 && row.piece.at != NULL &&
		    (size_t)(row.piece.at - text.at) + row.piece.len >
			found.from;
	return count > 0 ? count - 1 : 0;
}

/* --- Scrolling ------------------------------------------------------------ */

/* Returns the place of the lowest row; line is null if there are no rows. */
static struct place
lowest(const struct page *page, const struct view *view)
{
	struct place place = view->place;

	if (place.line == NULL)
		return (struct place) { .line = view->lines.last };
	place.hidden =
	    at_most(place.hidden, count_rows(page, view, place.line) - 1);
	return place;
}

/* Counts the rows from the first one to the lowest; stops at most. */
static size_t
count_above(const struct page *page, const struct view *view,
    struct place place, size_t most)
{
	size_t count = 0;

	for (; place.line != NULL && count < most;
	     place = (struct place) { .line = place.line->before })
		count += count_rows(page, view, place.line) - place.hidden;
	return at_most(count, most);
}

/* Moves the place up by rows, to the first one at most. */
static void
go_up(const struct page *page, const struct view *view, struct place *place,
    size_t rows)
{
	size_t seen = count_rows(page, view, place->line) - place->hidden;

	while (rows >= seen && place->line->before != NULL) {
		rows -= seen;
		place->line = place->line->before;
		place->hidden = 0;
		seen = count_rows(page, view, place->line);
	}
	place->hidden += at_most(rows, seen - 1);
}

/* Moves the place down by rows, to the end at most. */
static void
go_down(const struct page *page, const struct view *view, struct place *place,
    size_t rows)
{
	while (rows > place->hidden && place->line->after != NULL) {
		rows -= place->hidden;
		place->line = place->line->after;
		place->hidden = count_rows(page, view, place->line);
	}
	place->hidden -= at_most(rows, place->hidden);
}

/*
 * Scrolls to the place, corrected so that no row stays empty while there are
 * lines for it.
 */
static void
go_to(const struct page *page, struct view *view, struct place place)
{
	const struct place end = { .line = view->lines.last };
	size_t count = 0;

	assert(end.line != NULL); /* there is the line of the place */
	if (count_above(page, view, end, page->rows + 1) <= page->rows)
		place = end;
	go_down(page, view, &place,
	    page->rows - count_above(page, view, place, page->rows));
	if (place.line == end.line && place.hidden == 0) {
		view->place = (struct place) { 0 };
		return;
	}
	for (const struct line *line = place.line->after;
	     line != NULL && count < view->place.below; line = line->after)
		count++;
	place.below = count;
	view->place = place;
}

long
page_step(const struct page *page)
{
	return page->rows > 1 ? (long)page->rows - 1 : 1;
}

bool
page_shows_first(const struct page *page, const struct view *view)
{
	const struct place place = lowest(page, view);

	return count_above(page, view, place, page->rows + 1) <= page->rows;
}

void
page_scroll(const struct page *page, struct view *view, long rows)
{
	struct place place = lowest(page, view);

	if (place.line == NULL || page->rows == 0)
		return; /* there is nothing to see */
	if (rows > 0)
		go_up(page, view, &place, (size_t)rows);
	else
		go_down(page, view, &place, (size_t)-rows);
	go_to(page, view, place);
}

void
page_show(const struct page *page, struct view *view, struct line *line)
{
	struct place seen = lowest(page, view);
	struct place place = { .line = line,
		.hidden = rows_below_match(page, view, line) };
	size_t left = page->rows;

	while (seen.line != line && seen.line != NULL && left > 0) {
		left -= at_most(
		    count_rows(page, view, seen.line) - seen.hidden, left);
		seen = (struct place) { .line = seen.line->before };
	}
	if (seen.line == line && place.hidden >= seen.hidden &&
	    place.hidden - seen.hidden < left)
		return;
	go_down(page, view, &place, page->rows / 2);
	go_to(page, view, place);
}

/* --- Drawing -------------------------------------------------------------- */

static void
put_head(const struct page *page, const struct view *view, usec time,
    struct canvas *canvas, size_t row)
{
	const bool brief = page->columns < COLUMNS_FOR_WORDS;
	char memory[HEAD_ROOM], date[3][32];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, theme_sgr(THEME_UNREAD), STR("--- "));
	if (time == 0) {
		(void)BUF_CAT(&text, DECIMAL(view->marked), STR(" new"));
	} else {
		struct str day = when_text(time, "%d", date[1], 32);
		(void)str_skip(&day, STR("0"));
		(void)BUF_CAT(&text,
		    when_text(time, brief ? "%a, " : "%A, ", date[0], 32), day,
		    when_text(time, brief ? " %b %Y" : " %B %Y", date[2], 32));
	}
	(void)canvas_put(canvas, row, 0, page->columns, buf_str(&text));
}

static void
put_stamp(const struct page *page, usec time, struct canvas *canvas, size_t row)
{
	char memory[WHEN_STAMP_COLUMNS + STYLE_SGR], room[WHEN_ROOM];
	struct buf text;

	if (time == 0)
		return;
	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, theme_sgr(THEME_TIME),
	    when_text(time, WHEN_STAMP, room, sizeof(room)));
	(void)canvas_put(canvas, row, 0, stamp_room(page), buf_str(&text));
}

/* Marks the matches of a text in the row that has this piece of it. */
static void
mark_found(const struct page *page, struct str text, const struct page_row *row,
    sgr mark, struct canvas *canvas, size_t at)
{
	const size_t from = (size_t)(row->piece.at - text.at);
	const size_t end = from + row->piece.len;
	struct text_match found = match_word(text, 0, page->found);

	for (; found.end > 0 && found.from < end;
	     found = match_word(text, found.end, page->found)) {
		const size_t first = found.from > from ? found.from : from;
		const size_t last = at_most(found.end, end);
		if (first < last)
			canvas_mark(canvas, at,
			    row->indent +
				width_of((struct str) {
				    row->piece.at, first - from }),
			    width_of(
				(struct str) { text.at + first, last - first }),
			    mark);
	}
}

/* Puts the rows of a line that are on the page, the first one at that row. */
static void
put_line(const struct page *page, const struct view *view,
    const struct line *line, struct canvas *canvas, long at)
{
	const long top = (long)page->top, end = top + (long)page->rows;
	const sgr mark = view->found != NULL && view->found != line ?
	    STYLE_UNDERLINE :
	    STYLE_REVERSE;
	const struct str text = lines_text(line);
	struct rows rows = rows_of(page, view, line);
	struct canvas_ink ink = { 0 };
	struct page_row row;

	for (; at < end && next_row(&rows, &row); at++) {
		const size_t shown = at >= top ? (size_t)at : CANVAS_ROWS;
		if (row.date || row.mark) {
			put_head(page, view, row.date ? line->time : 0, canvas,
			    shown);
			continue;
		}
		if (row.piece.at == text.at && stamp_room(page) > 0)
			put_stamp(page, line->time, canvas, shown);
		(void)canvas_put_piece(canvas, shown, row.indent,
		    page->columns - row.indent, row.piece, &ink);
		mark_found(page, text, &row, mark, canvas, shown);
	}
}

void
page_draw(const struct page *page, struct view *view, struct canvas *canvas)
{
	for (size_t i = 0; i < page->rows; i++)
		canvas_blank(canvas, page->top + i, 0, page->columns, 0);
	if (view->lines.last == NULL || page->rows == 0 || page->columns == 0)
		return;
	if (view->place.line != NULL)
		go_to(page, view, lowest(page, view));
	struct place place = lowest(page, view);
	long at = (long)(page->top + page->rows);
	for (; place.line != NULL && at > (long)page->top;
	     place = (struct place) { .line = place.line->before }) {
		at -= (long)(count_rows(page, view, place.line) - place.hidden);
		put_line(page, view, place.line, canvas, at);
	}
}
