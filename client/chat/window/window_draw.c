/*
 * The layout of a window: from the top, the topic, the talk with the members
 * beside it, the status line, and the input line. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/window/window_parts.h"
#include "text/styled.h"
#include "text/theme.h"
#include "text/width.h"

/* Time between draws: at most 30 a second, and 8 while every row changes. */
#define REST (SEC / 30)
#define REST_BUSY (SEC / 8)

/* Bytes a second that changes may take, per cell: 19200 for 80x24. */
#define BYTES_OF_CELL 10

/* Least rows for a topic. */
#define ROWS_WITH_TOPIC 8

/* Least rows of a page, and columns, for the newest line below older ones. */
#define ROWS_WITH_NEWEST 4
#define COLUMNS_WITH_NEWEST 20

/* Least columns for members beside the talk, and for times. */
#define COLUMNS_WITH_MEMBERS 100
#define COLUMNS_WITH_STAMPS 60

#define MINUTE (60 * SEC)

/* The parts of the screen, in rows from the top. */
struct layout {
	bool topic;
	bool members;
	bool bar;
	size_t end; /* of the talk: the row of the status line, if any */
};

static bool
has_members(const struct window *window, const struct view *view)
{
	return window->members && view->kind == VIEW_GROUP &&
	    window->columns >= COLUMNS_WITH_MEMBERS;
}

bool
window_has_stamps(const struct chat *chat)
{
	const int times = chat->options.settings->times;

	return chat->options.times || times == SETTINGS_TIMES_YES ||
	    (times == SETTINGS_TIMES_AUTO &&
		chat->console->window->columns >= COLUMNS_WITH_STAMPS);
}

/* Lays out the screen above the input line. */
static void
lay_page(struct chat *chat, struct layout *layout)
{
	struct window *window = chat->console->window;
	const size_t rows = window->rows;

	layout->bar = rows >= WINDOW_ROWS_WITH_BAR;
	layout->end = rows - window->prompt.rows - layout->bar;
	layout->topic = !window->covered && rows >= ROWS_WITH_TOPIC;
	layout->members =
	    !window->covered && has_members(window, window_now(chat));
	window->page.top = layout->topic;
	window->page.rows = layout->end - layout->topic;
	window->page.columns = window->columns -
	    (layout->members ? WINDOW_MEMBERS_COLUMNS + 1 : 0);
	window->page.stamps = !window->covered && window_has_stamps(chat);
	window->page.newest = !window->covered &&
	    window->page.rows >= ROWS_WITH_NEWEST &&
	    window->page.columns >= COLUMNS_WITH_NEWEST;
}

/*
 * Lays out the screen. A new page covers the view if it has more rows, and
 * begins at its top; the prompt tells which page it is.
 */
static void
lay_out(struct chat *chat, struct layout *layout, struct str question)
{
	struct window *window = chat->console->window;
	const bool topic = window->rows >= ROWS_WITH_TOPIC;

	window_lay_prompt(chat, question);
	lay_page(chat, layout);
	if (!window->covered)
		return;
	if (window->leafed &&
	    !window_cover_fits(chat, window->page.rows - topic))
		page_home(&window->page, &window->cover);
	window->leafed = false;
	window_lay_prompt(chat, question);
	lay_page(chat, layout);
}

/* Puts " dev: tea at five". */
static void
put_topic(struct buf *to, const struct view *view)
{
	char room[VIEWS_TITLE];
	struct styled line;

	styled_begin(
	    &line, to, theme_style(THEME_BAR), STYLED_PLAIN, DEPTH_NONE);
	styled_words(&line, STR(" "));
	if (view->kind == VIEW_ALL)
		styled_words(&line, STR("all groups"));
	else
		styled_text(&line, views_title(view, room));
	if (view->muted)
		styled_words(&line, STR(" (muted)"));
	if (view_topic(view).len > 0) {
		styled_words(&line, STR(": "));
		styled_text(&line, view_topic(view));
	}
	styled_end(&line);
}

/* Draws the topic. If it has to be cut, the last column says so. */
static void
draw_topic(struct chat *chat)
{
	struct window *window = chat->console->window;
	struct canvas *canvas = &window->canvas;
	const size_t last = window->columns - 1;
	struct buf *line = &chat->console->line;

	buf_drop(line, buf_len(line));
	put_topic(line, window_now(chat));
	canvas_blank(canvas, 0, 0, window->columns, theme_style(THEME_BAR));
	(void)canvas_put(canvas, 0, 0, window->columns, buf_str(line));
	if (width_of(buf_str(line)) > window->columns) {
		buf_drop(line, buf_len(line));
		(void)BUF_CAT(line, theme_sgr(THEME_BAR), STR(">"));
		canvas_blank(canvas, 0, last, 1, theme_style(THEME_BAR));
		(void)canvas_put(canvas, 0, last, 1, buf_str(line));
	}
	buf_drop(line, buf_len(line));
}

static struct view *
page_view(struct chat *chat)
{
	return chat->console->window->covered ? &chat->console->window->cover :
						window_now(chat);
}

/* Composes the canvas as it should be shown. */
static void
compose(struct chat *chat, struct str question)
{
	struct window *window = chat->console->window;
	struct layout layout;

	lay_out(chat, &layout, question);
	if (layout.topic)
		draw_topic(chat);
	window->page.found = find_text(&window->search.word);
	page_draw(&window->page, page_view(chat), &window->canvas);
	if (layout.members && window->page.rows > 0)
		window_draw_members(chat);
	if (layout.bar)
		window_draw_bar(chat, layout.end);
	window_draw_prompt(chat);
}

/* Counts the unseen messages for us in all views. */
static size_t
count_urgent(const struct views *views)
{
	size_t count = 0;

	for (size_t i = 0; i < views->count; i++)
		count += views->view[i]->urgent;
	return count;
}

/* Returns the time until the next draw, by the bytes of the last one. */
static usec
rest_behind(const struct window *window, size_t bytes)
{
	const size_t cells = window->rows * window->columns;
	const usec rest = bytes * SEC / (BYTES_OF_CELL * cells);
	const usec least = window->news >= window->page.rows ? REST_BUSY : REST;

	return rest > least ? rest : least;
}

static void
draw_all(struct chat *chat, struct str question)
{
	struct window *window = chat->console->window;
	const struct view *view = window_now(chat);
	char room[VIEWS_TITLE];

	compose(chat, question);
	title_show(&window->title, &chat->console->out,
	    view->kind == VIEW_ALL ? STR("") : views_title(view, room),
	    count_urgent(&window->views));
	window->changed = !canvas_draw(&window->canvas, &chat->console->out);
	window->rest =
	    rest_behind(window, buf_len(&chat->console->out.waiting));
	window->news = 0;
	window->pressed = window->typed = false;
	window->drawn = clock_mono();
}

/*
 * Draws the input line alone while the talk above may not be drawn yet. Returns
 * false if its number of rows has changed.
 */
static bool
draw_typed(struct chat *chat, struct str question)
{
	struct window *window = chat->console->window;
	const size_t rows = window->prompt.rows;
	struct layout layout;

	lay_out(chat, &layout, question);
	if (window->prompt.rows != rows)
		return false;
	window_draw_prompt(chat);
	window->typed = !canvas_draw(&window->canvas, &chat->console->out);
	return true;
}

/* Notes a change of the clock or of the lag, which come without any event. */
static void
look_at_clocks(struct chat *chat)
{
	struct window *window = chat->console->window;
	const usec minute = clock_wall() / MINUTE;
	const usec lag = window_lag(chat) / SEC;

	if (window->minute != minute || window->lag != lag)
		window->changed = true;
	window->minute = minute;
	window->lag = lag;
}

void
window_draw(struct chat *chat, struct str question)
{
	struct window *window = chat->console->window;
	const usec now = clock_mono();

	window_lastlog_go_on(chat);
	look_at_clocks(chat);
	/* A slow terminal gets only the latest state. */
	if (!window->up || buf_len(&chat->console->out.waiting) > 0)
		return;
	if (window->pressed ||
	    (window->changed && now >= window->drawn + window->rest) ||
	    (window->typed && !draw_typed(chat, question)))
		draw_all(chat, question);
}

static usec
until(usec time, usec now)
{
	return time > now ? time - now : 1;
}

usec
window_due(const struct chat *chat)
{
	const struct window *window = chat->console->window;
	const usec now = clock_mono();

	if (window->lastlog != NULL)
		return 1;
	if ((window->changed || window->typed) &&
	    buf_len(&chat->console->out.waiting) > 0)
		return 0; /* poll tells when output can be written */
	if (window->changed)
		return until(window->drawn + window->rest, now);
	return usec_earlier(MINUTE - clock_wall() % MINUTE,
	    until(session_lag_changes(&chat->session, now), now));
}
