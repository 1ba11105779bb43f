/*
 * client/term/page: the window shows the last rows of a view, or those to
 * which one has scrolled; when lines came, and which are new; and it
 * looks at no more lines than it shows.
 */
#include "client/term/page.h"

#include <stdlib.h>
#include <time.h>

#include "client/text/style.h"
#include "client/views/views.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

/* Saturday, 21 November 2026, 23:58 in Greenwich */
#define NIGHT (1795305480 * SEC)
#define MINUTE (60 * SEC)

static struct views views;
static struct view *view;
static struct canvas canvas;
static struct page page;

static void
begin(size_t rows, size_t columns)
{
	views_free(&views);
	MUST(views_begin(&views), "memory");
	view = views_open(&views, VIEW_GROUP, STR("dev"));
	MUST(view != NULL, "memory");
	views_choose(&views, 1);
	page = (struct page) { .rows = rows, .columns = columns };
	MUST(canvas_resize(&canvas, rows, columns), "memory");
}

static struct line *
add(usec time, struct str text)
{
	struct line *line = views_add(&views, view, LINE_TALK, time, text, 0);

	MUST(line != NULL, "memory");
	return line;
}

/* Lines above those that are seen are not even looked at. */
static void
looks_at_few(void)
{
	begin(4, 20);
	for (size_t i = 0; i < 20; i++)
		(void)add(NIGHT, STR("line"));
	struct line *line = view->lines.last->before->before->before->before;
	struct line *before = line->before;
	line->before = (struct line *)8;
	page_draw(&page, view, &canvas);
	line->before = before;
	PASS("only what is needed is looked at");
}

#define MODEL_ROWS 290
#define MODEL_TEXT 256

static char model[MODEL_ROWS][MODEL_TEXT];
static size_t model_rows;

/* A row of the canvas, as it is to be. */
static void
row_text(const struct canvas *from, size_t row, char text[MODEL_TEXT])
{
	const struct cell *cell = from->wanted + row * from->columns;
	size_t len = 0;

	for (size_t i = 0; i < from->columns; i++) {
		const struct str one = { cell[i].text, cell[i].len };
		MUST(len + one.len < MODEL_TEXT, "room");
		memcpy(text + len, one.at, one.len);
		len += one.len;
	}
	text[len] = '\0';
}

static bool
is_empty(const struct canvas *from, size_t row)
{
	char text[MODEL_TEXT];

	row_text(from, row, text);
	return strspn(text, " ") == from->columns;
}

/* All rows that there are, drawn at once. */
static void
make_model(void)
{
	static struct canvas all;
	struct page whole = page;
	const struct place place = view->place;

	MUST(canvas_resize(&all, MODEL_ROWS, page.columns), "memory");
	whole.rows = MODEL_ROWS;
	view->place = (struct place) { 0 };
	page_draw(&whole, view, &all);
	view->place = place;
	size_t row = 0;
	while (row < MODEL_ROWS && is_empty(&all, row))
		row++;
	for (model_rows = 0; row < MODEL_ROWS; row++)
		row_text(&all, row, model[model_rows++]);
	canvas_free(&all);
}

/* The page is a piece of that, so many rows before the end. */
static void
must_be_at(size_t back)
{
	char text[MODEL_TEXT];

	page_draw(&page, view, &canvas);
	for (size_t i = 0; i < page.rows && i < model_rows; i++) {
		row_text(&canvas, page.rows - 1 - i, text);
		const char *want = model[model_rows - 1 - back - i];
		MUST(strcmp(text, want) == 0,
		    "%zu rows of %zux%zu, %zu back, row %zu from below:\n"
		    "# have |%s|\n# want |%s|",
		    model_rows, page.rows, page.columns, back, i, text, want);
	}
}

static void
add_anything(void)
{
	static const char *const words[] = { "hello ", "a ", "longerword ",
		"http://example.org/", "0123456789", "\033[1m", "\033[0m",
		"\xe4\xb8\xad", " " };
	char memory[256];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, STR("x"));
	for (size_t i = dice(12); i > 0; i--)
		(void)BUF_CAT(&text, str_from(words[dice(COUNT(words))]));
	struct line *line =
	    add(dice_once_in(5) ? 0 : NIGHT + dice(5) * 60 * MINUTE,
		buf_str(&text));
	if (dice_once_in(20))
		view->mark = line;
}

/* Scrolls, and returns how far back that should be. */
static size_t
scroll(size_t back, long rows)
{
	const size_t most = model_rows > page.rows ? model_rows - page.rows : 0;
	const long far = rows < -(long)back ? 0 : (long)back + rows;

	page_scroll(&page, view, rows);
	return far > (long)most ? most : (size_t)far;
}

static void
scrolls_anyhow(void)
{
	begin(1 + dice(12), 8 + dice(40));
	page.stamps = dice_once_in(2);
	for (size_t i = dice(25); i > 0; i--)
		add_anything();
	make_model();
	if (model_rows == MODEL_ROWS)
		return;
	size_t back = 0;
	for (size_t i = 0; i < 20; i++) {
		back = scroll(back,
		    dice_once_in(4) ? (dice_once_in(2) ? 1000 : -1000) :
				      (long)dice(40) - 20);
		must_be_at(back);
	}
}

int
main(void)
{
	MUST(setenv("TZ", "UTC", 1) == 0, "environment");
	tzset();
	style_begin();
	dice_begin();
	looks_at_few();
	for (size_t i = 0; i < 500; i++)
		scrolls_anyhow();
	PASS("wherever one scrolls, it is a piece of the whole");
	views_free(&views);
	canvas_free(&canvas);
	return tap_done();
}
