/* A view's lines as rows: see page.h. */
#include "term/page.h"

#include "shared/buf.h"
#include "text/stamp.h"
#include "text/theme.h"
#include "text/width.h"

/* The least columns of a page with the whole label. */
#define COLUMNS_WITH_LABEL 40

/* Room for label and stamp, each with a style. */
#define LABEL_ROOM (2 * STYLE_SGR + STAMP_ROOM + 32)

static size_t
at_most(size_t number, size_t most)
{
	return number < most ? number : most;
}

/* Returns the place of the lowest row; line is null if there are no rows. */
static struct place
lowest(const struct page *page, const struct view *view)
{
	struct place place = view->place;

	if (place.line == NULL)
		return (struct place) { .line = view->lines.last };
	place.hidden =
	    at_most(place.hidden, block_rows(page, view, place.line) - 1);
	return place;
}

/* Returns how many rows there are above a lowest row at that place, and for it.
 */
static size_t
rows_at(
    const struct page *page, const struct view *view, const struct place *place)
{
	const bool newest = page->newest && page->rows > 1 &&
	    place->line != NULL && place->line != view->lines.last;

	return page->rows - newest;
}

static size_t
rows_seen(
    const struct page *page, const struct view *view, const struct place *place)
{
	return block_rows(page, view, place->line) - place->hidden;
}

/* Counts the rows from the first one to the lowest; stops at most. */
static size_t
count_rows(const struct page *page, const struct view *view, struct place place,
    size_t most)
{
	size_t count = 0;

	for (; place.line != NULL && count < most;
	     place = (struct place) { .line = place.line->before })
		count += rows_seen(page, view, &place);
	return at_most(count, most);
}

/* Moves the place up by rows; there must be that many above. */
static void
go_up(const struct page *page, const struct view *view, struct place *place,
    size_t rows)
{
	while (rows > 0) {
		const size_t seen = rows_seen(page, view, place);
		if (rows < seen) {
			place->hidden += rows;
			return;
		}
		rows -= seen;
		place->line = place->line->before;
		place->hidden = 0;
	}
}

/* Moves the place down by rows, to the end at most. */
static void
go_down(const struct page *page, const struct view *view, struct place *place,
    size_t rows)
{
	while (rows > place->hidden && place->line->after != NULL) {
		rows -= place->hidden;
		place->line = place->line->after;
		place->hidden = block_rows(page, view, place->line);
	}
	place->hidden -= at_most(rows, place->hidden);
}

/* Counts the lines after one; stops at most. */
static size_t
count_behind(const struct line *line, size_t most)
{
	size_t count = 0;

	while (count < most && line->after != NULL) {
		line = line->after;
		count++;
	}
	return count;
}

static void
set_place(struct view *view, const struct place *place)
{
	struct place *now = &view->place;

	if (place->line == view->lines.last && place->hidden == 0) {
		*now = (struct place) { 0 };
		return;
	}
	now->below = count_behind(place->line, now->below);
	now->line = place->line;
	now->hidden = place->hidden;
}

/* Moves the place down until no row above it is empty. */
static void
fill_rows(const struct page *page, const struct view *view, struct place *place)
{
	const size_t rows = rows_at(page, view, place);

	go_down(page, view, place, rows - count_rows(page, view, *place, rows));
}

/*
 * Corrects the place so that no row stays empty while there are lines for it.
 */
static void
page_settle(
    const struct page *page, const struct view *view, struct place *place)
{
	const struct place end = { .line = view->lines.last };

	if (count_rows(page, view, end, page->rows + 1) <= page->rows) {
		*place = end;
		return;
	}
	fill_rows(page, view, place);
	/* In the last line, it has one row more. */
	fill_rows(page, view, place);
}

size_t
page_step(const struct page *page, const struct view *view)
{
	const struct place place = lowest(page, view);
	const size_t rows = rows_at(page, view, &place);

	return rows > 1 ? rows - 1 : 1;
}

bool
page_shows_first(const struct page *page, const struct view *view)
{
	const struct place place = lowest(page, view);
	const size_t rows = rows_at(page, view, &place);

	return count_rows(page, view, place, rows + 1) <= rows;
}

void
page_up(const struct page *page, struct view *view, size_t rows)
{
	struct place place = lowest(page, view);
	const size_t seen = rows_at(page, view, &place);

	if (place.line == NULL || seen == 0)
		return; /* there is nothing to see */
	rows = at_most(rows, SIZE_MAX - seen);
	const size_t count = count_rows(page, view, place, seen + rows);
	if (count > seen && count < seen + rows) {
		page_home(page, view);
		return;
	}
	if (count > seen)
		go_up(page, view, &place, rows);
	else
		page_settle(page, view, &place);
	set_place(view, &place);
}

void
page_down(const struct page *page, struct view *view, size_t rows)
{
	struct place place = lowest(page, view);

	if (place.line == NULL)
		return;
	go_down(page, view, &place, rows);
	set_place(view, &place);
}

void
page_home(const struct page *page, struct view *view)
{
	struct place place = { .line = view->lines.first };

	if (place.line == NULL)
		return;
	place.hidden = block_rows(page, view, place.line) - 1;
	page_settle(page, view, &place);
	set_place(view, &place);
}

void
page_end(const struct page *page, struct view *view)
{
	(void)page;
	view->place = (struct place) { 0 };
}

/* Returns how many pages the rows take. */
static size_t
count_pages(const struct page *page, size_t rows)
{
	return page->rows > 0 ? (rows + page->rows - 1) / page->rows : 0;
}

struct page_number
page_number(const struct page *page, const struct view *view)
{
	size_t rows = 0, below = view->place.hidden;

	for (const struct line *line = view->lines.first; line != NULL;
	     line = line->after)
		rows += block_rows(page, view, line);
	for (const struct line *line = view->place.line;
	     line != NULL && line->after != NULL; line = line->after)
		below += block_rows(page, view, line->after);
	const size_t all = count_pages(page, rows > 0 ? rows : 1);
	const size_t behind = count_pages(page, below);
	return (struct page_number) { all > behind ? all - behind : 1,
		all > 0 ? all : 1 };
}

/*
 * Returns whether the row of a line, given by the rows of the line below it, is
 * on the page.
 */
static bool
is_seen(const struct page *page, const struct view *view,
    const struct line *line, size_t below)
{
	struct place place = lowest(page, view);
	size_t left = rows_at(page, view, &place);

	while (place.line != NULL && left > 0) {
		if (place.line == line)
			return below >= place.hidden &&
			    below - place.hidden < left;
		left -= at_most(rows_seen(page, view, &place), left);
		place = (struct place) { .line = place.line->before };
	}
	return false;
}

void
page_show(const struct page *page, struct view *view, const struct line *line)
{
	struct place place = { .line = view->lines.last };

	while (place.line != line && place.line != NULL)
		place.line = place.line->before;
	if (place.line == NULL)
		return;
	place.hidden = block_rows(page, view, line) - 1 -
	    block_row_found(page, view, line);
	if (is_seen(page, view, line, place.hidden))
		return;
	go_down(page, view, &place, page->rows / 2);
	page_settle(page, view, &place);
	set_place(view, &place);
}

/*
 * Returns the first visible line. Also sets how many of its rows are hidden,
 * and how many rows of the page are empty.
 */
static const struct line *
find_first(const struct page *page, const struct view *view, struct place place,
    size_t *skip, size_t *empty)
{
	size_t left = page->rows;
	size_t rows = rows_seen(page, view, &place);

	while (rows < left && place.line->before != NULL) {
		left -= rows;
		place = (struct place) { .line = place.line->before };
		rows = rows_seen(page, view, &place);
	}
	*skip = rows > left ? rows - left : 0;
	*empty = rows < left ? left - rows : 0;
	return place.line;
}

static void
put_lines(
    const struct page *page, const struct view *view, struct canvas *canvas)
{
	const size_t end = page->top + page->rows;
	const struct place place = lowest(page, view);
	const struct line *line;
	size_t skip, empty, row;

	if (place.line == NULL)
		return;
	line = find_first(page, view, place, &skip, &empty);
	row = page->top + empty;
	for (; line != NULL && row < end; line = line->after) {
		row = block_put(page, view, line, skip, canvas, row);
		skip = 0;
	}
}

/* Puts the label and the stamp. Returns their columns. */
static size_t
put_label(const struct page *page, const struct line *line,
    struct canvas *canvas, size_t row)
{
	const bool brief = page->columns < COLUMNS_WITH_LABEL;
	char memory[LABEL_ROOM];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, theme_sgr(THEME_UNREAD),
	    brief ? STR("> ") : STR("newest: "));
	if (page->stamps && !brief && line->time != 0) {
		(void)BUF_CAT(&text, STR("\033[0m"), theme_sgr(THEME_TIME));
		stamp_put(&text, line->time);
	}
	return canvas_put(canvas, row, 0, page->columns, buf_str(&text));
}

/*
 * Puts the newest line of the view, "newest: 14:03 sara: tea is ready", into
 * the last row of the page, so that it is seen while the person reads further
 * back. If it has to be cut, the last column says so.
 */
static void
put_newest(
    const struct page *page, const struct view *view, struct canvas *canvas)
{
	const struct line *line = view->lines.last;
	const size_t row = page->top + page->rows - 1;
	const size_t column = put_label(page, line, canvas, row);
	const size_t room = page->columns - column;

	if (width_of(lines_text(line)) <= room) {
		(void)canvas_put(canvas, row, column, room, lines_text(line));
		return;
	}
	(void)canvas_put(canvas, row, column, room - 1, lines_text(line));
	canvas_blank(canvas, row, page->columns - 1, 1, 0);
	(void)canvas_put(canvas, row, page->columns - 1, 1, STR(">"));
}

void
page_draw(const struct page *page, struct view *view, struct canvas *canvas)
{
	struct place place = lowest(page, view);
	struct page seen = *page;

	for (size_t i = 0; i < page->rows; i++)
		canvas_blank(canvas, page->top + i, 0, page->columns, 0);
	if (place.line == NULL || page->rows == 0 || page->columns == 0)
		return;
	if (view->place.line != NULL) {
		page_settle(page, view, &place);
		set_place(view, &place);
	}
	seen.rows = rows_at(page, view, &place);
	put_lines(&seen, view, canvas);
	canvas_moved(canvas, page->top, page->top + seen.rows - 1, 0);
	if (seen.rows < page->rows)
		put_newest(page, view, canvas);
}
