/*
 * The layout of a window: from the top, the topic, the talk with the members
 * beside it, the status line, and the input line. See window.h.
 */
#include <assert.h>

#include "person/chat_state.h"
#include "screen/bar.h"
#include "screen/prompt.h"
#include "text/direction.h"
#include "text/stamp.h"
#include "text/styled.h"
#include "text/theme.h"
#include "text/width.h"
#include "window/window.h"

#define NORMAL STR("\033[0m")

/* Time between draws: at most 30 a second, and 8 while every row changes. */
#define REST (SEC / 30)
#define REST_BUSY (SEC / 8)

/* Bytes a second that changes may take, per cell: 19200 for 80x24. */
#define BYTES_OF_CELL 10

/* Least rows for a topic, and for a status line. */
#define ROWS_WITH_TOPIC 8
#define ROWS_WITH_BAR 4

/* Least columns for members beside the talk, and for times. */
#define COLUMNS_WITH_MEMBERS 100
#define COLUMNS_WITH_STAMPS 60
#define MEMBERS_COLUMNS 18

/* The input line takes at most this fraction of the screen. */
#define PROMPT_SHARE 3

/* The least columns for a name before the input line, cut if need be. */
#define PREFIX_LEAST 8

static_assert(CHAT_QUESTION < EDIT_MOST, "a question may be a line");

#define MINUTE (60 * SEC)

/* The parts of the screen, in rows from the top. */
struct layout {
	bool topic;
	bool members;
	bool bar;
	size_t end; /* of the talk: the row of the status line, if any */
};

/* Puts "[dev] ". A name that would take more than half of the row is cut. */
static void
put_prefix(struct buf *to, struct str name, size_t columns)
{
	char memory[LIMIT_GROUP * RENDER_TAB];
	const size_t most = columns / 2;
	struct buf shown;

	buf_init(&shown, memory, sizeof(memory));
	render_text(&shown, name);
	struct str text = buf_str(&shown);
	const bool cut = most >= PREFIX_LEAST && width_of(text) + 3 > most;
	if (cut)
		text.len = width_prefix(text, most - 4);
	(void)BUF_CAT(to, STR("["));
	direction_put(to, text);
	(void)BUF_CAT(to, cut ? STR(">") : STR(""), STR("] "));
}

/* Returns the longer text if it fits beside that many other columns. */
static struct str
fitting(const struct chat *chat, struct str text, struct str brief, size_t more)
{
	return width_of(text) + more < chat->console->window->columns ? text :
									brief;
}

/* Composes "(page 1 of 2; q closes) ". */
static struct str
put_page(
    const struct page_number *page, struct str keys, char *room, size_t size)
{
	struct buf text;

	buf_init(&text, room, size);
	(void)BUF_CAT(&text, STR("(page "), DECIMAL(page->now), STR(" of "),
	    DECIMAL(page->all), keys);
	return buf_str(&text);
}

/* Returns the page's number and, as far as there is room, its keys. */
static struct str
cover_prefix(const struct chat *chat, char *room, size_t size)
{
	const struct window *window = chat->console->window;
	const struct page_number page =
	    page_number(&window->page, &window->cover);

	if (page.all == 1)
		return STR("(q closes) ");
	const struct str whole = put_page(
	    &page, STR("; Space and PgUp turn pages, q closes) "), room, size);
	if (width_of(whole) < window->columns)
		return whole;
	return fitting(chat, put_page(&page, STR("; q closes) "), room, size),
	    STR("(Space, q closes) "), 0);
}

/*
 * Returns the view's title for the input line. In the view of all, it says
 * which of several servers a command goes to.
 */
static struct str
prompt_name(
    const struct chat *chat, const struct view *view, char room[VIEWS_TITLE])
{
	const struct console *console = chat->console;
	struct buf name;

	if (view->kind != VIEW_ALL || console->chats == 1)
		return window_title(chat, view, room);
	buf_init(&name, room, VIEWS_TITLE);
	(void)BUF_CAT(&name, str_from(chat->label), STR("/all")); /* it fits */
	return buf_str(&name);
}

static struct str
prefix(struct chat *chat, struct str question, char *room, size_t size)
{
	const struct view *view = window_now(chat);
	char name[VIEWS_TITLE];
	struct buf text;

	if (chat->console->typing.state == TYPING_ASKS_ANSWER)
		return question;
	if (chat->console->window->covered)
		return cover_prefix(chat, room, size);
	if (chat->console->window->search.open)
		return window_search_row(chat, room, size);
	if (question.len > 0 && chat->console->typing.state == TYPING_LINE)
		return fitting(chat, question, STR("name: "), LIMIT_NAME / 2);
	if (question.len > 0)
		return question;
	buf_init(&text, room, size);
	if (chat->console->typing.find.active) {
		find_prompt(&chat->console->typing.find, &text);
		return buf_str(&text);
	}
	put_prefix(&text, prompt_name(chat, view, name),
	    chat->console->window->columns);
	return buf_str(&text);
}

static bool
has_members(const struct window *window, const struct view *view)
{
	return window->members && view->kind == VIEW_GROUP &&
	    window->columns >= COLUMNS_WITH_MEMBERS;
}

bool
window_has_stamps(const struct chat *chat)
{
	return chat->options.times || chat->options.settings->times ||
	    (chat->options.settings->times_auto &&
		chat->console->window->columns >= COLUMNS_WITH_STAMPS);
}

/*
 * Returns the input line; an empty one while a question or a search has its
 * place.
 */
static const struct edit *
typed_line(const struct chat *chat)
{
	static const struct edit none;

	return chat->console->window->search.open ||
		chat->console->typing.state == TYPING_ASKS_PASTE ||
		chat->console->typing.state == TYPING_ASKS_ANSWER ?
	    &none :
	    &chat->console->typing.edit;
}

/*
 * Lays out a question alone, over as many rows as there are, if it is too long
 * to stand before the input line that it is about; otherwise returns false.
 */
static bool
lay_question(struct chat *chat, struct str question)
{
	struct window *window = chat->console->window;
	const size_t rows = window->rows;
	struct edit alone = { 0 };

	if (chat->console->typing.state == TYPING_LINE ||
	    width_of(question) <= window->columns / 2)
		return false;
	alone.len = alone.cursor = question.len;
	memcpy(alone.text, question.at, question.len);
	prompt_lay(&window->prompt, &alone, STR(""), window->columns,
	    rows > ROWS_WITH_BAR ? rows - ROWS_WITH_BAR + 1 : 1);
	return true;
}

static void
lay_prompt(struct chat *chat, struct str question)
{
	struct window *window = chat->console->window;
	const size_t rows = window->rows;
	char room[FIND_PROMPT + LIMIT_GROUP * RENDER_TAB];

	if (lay_question(chat, question))
		return;
	prompt_lay(&window->prompt, typed_line(chat),
	    prefix(chat, question, room, sizeof(room)), window->columns,
	    rows > PROMPT_SHARE ? rows / PROMPT_SHARE : 1);
}

/* Lays out the screen above the input line. */
static void
lay_page(struct chat *chat, struct layout *layout)
{
	struct window *window = chat->console->window;
	const size_t rows = window->rows;

	layout->bar = rows >= ROWS_WITH_BAR;
	layout->end = rows - window->prompt.rows - layout->bar;
	layout->topic = !window->covered && rows >= ROWS_WITH_TOPIC;
	layout->members =
	    !window->covered && has_members(window, window_now(chat));
	window->page.top = layout->topic;
	window->page.rows = layout->end - layout->topic;
	window->page.columns =
	    window->columns - (layout->members ? MEMBERS_COLUMNS + 1 : 0);
	window->page.stamps = !window->covered && window_has_stamps(chat);
}

/*
 * Lays out the covering page. A new one begins at its top; the prompt tells
 * which page it is.
 */
static void
lay_cover(struct chat *chat, struct layout *layout, struct str question)
{
	struct window *window = chat->console->window;

	if (window->leafed)
		page_home(&window->page, &window->cover);
	window->leafed = false;
	lay_prompt(chat, question);
	lay_page(chat, layout);
}

static void
lay_out(struct chat *chat, struct layout *layout, struct str question)
{
	lay_prompt(chat, question);
	lay_page(chat, layout);
	if (chat->console->window->covered)
		lay_cover(chat, layout, question);
}

/* Puts " dev: tea at five". */
static void
put_topic(struct buf *to, const struct chat *chat, const struct view *view)
{
	char room[VIEWS_TITLE];
	struct styled line;

	styled_begin(&line, to, theme_style(THEME_BAR), DEPTH_NONE);
	styled_words(&line, STR(" "));
	if (view->kind == VIEW_ALL)
		styled_words(&line, STR("all groups"));
	else
		styled_text(&line, window_title(chat, view, room));
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
	put_topic(line, chat, window_now(chat));
	canvas_blank(canvas, 0, 0, window->columns, theme_style(THEME_BAR));
	(void)canvas_put(canvas, 0, 0, window->columns, buf_str(line));
	if (width_of(buf_str(line)) > window->columns) {
		buf_drop(line, buf_len(line));
		(void)BUF_CAT(line, theme_style(THEME_BAR), STR(">"));
		canvas_blank(canvas, 0, last, 1, theme_style(THEME_BAR));
		(void)canvas_put(canvas, 0, last, 1, buf_str(line));
	}
	buf_drop(line, buf_len(line));
}

/* Puts one row of the members, or the number of those that did not fit. */
static void
put_member(struct chat *chat, size_t row, size_t column, struct str sign,
    struct str text)
{
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	(void)BUF_CAT(&chat->console->line, theme_style(THEME_EVENT), STR("|"),
	    NORMAL, sign);
	direction_put(&chat->console->line, text);
	canvas_blank(&chat->console->window->canvas, row, column,
	    MEMBERS_COLUMNS + 1, STR(""));
	(void)canvas_put(&chat->console->window->canvas, row, column,
	    MEMBERS_COLUMNS + 1, buf_str(&chat->console->line));
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

/* Puts the member that is number i by rank. */
static void
put_ranked(struct chat *chat, size_t row, size_t i)
{
	static const struct str signs[RANKS] = {
		[RANK_OPERATOR] = LIT("@"),
		[RANK_VOICE] = LIT("+"),
		[RANK_NONE] = LIT(""),
	};
	enum rank rank;
	const struct str name =
	    members_ranked(&window_now(chat)->members, i, &rank);

	put_member(
	    chat, row, chat->console->window->page.columns, signs[rank], name);
}

/* Puts "+12", the number of members that are not shown there. */
static void
put_unshown(struct chat *chat, size_t row, size_t count, struct str where)
{
	char memory[STR_DIGITS + sizeof("+ above")];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, STR("+"), DECIMAL(count), where); /* it fits */
	put_member(chat, row, chat->console->window->page.columns, STR(""),
	    buf_str(&text));
}

/*
 * Draws the list of members. Its first row says how many are above the screen,
 * its last one how many are below.
 */
static void
draw_members(struct chat *chat)
{
	const struct page *page = &chat->console->window->page;
	struct view *view = window_now(chat);
	const size_t count = members_count(&view->members);
	const size_t least = page->rows > 2 ? page->rows - 2 : 1;
	size_t row = page->top;
	const size_t end = page->top + page->rows;

	/* The list may have become shorter. */
	if (count <= page->rows)
		view->members_above = 0;
	else if (view->members_above + least + 1 > count)
		view->members_above = count - least - 1;
	size_t i = view->members_above;
	if (i > 0)
		put_unshown(chat, row++, i, STR(" above"));
	const size_t fit = count - i > end - row ? end - row - 1 : count - i;
	for (size_t shown = 0; shown < fit; shown++)
		put_ranked(chat, row++, i++);
	if (i < count)
		put_unshown(chat, row++, count - i, STR(""));
	while (row < end)
		put_member(chat, row++, page->columns, STR(""), STR(""));
}

static usec
lag_of(const struct chat *chat)
{
	return chat_is_away(chat) || chat->session.fd == -1 ?
	    0 :
	    lag_shown(&chat->session.lag, clock_mono());
}

/* Returns our name; while reconnecting, the one before. */
static struct str
name_of(const struct chat *chat)
{
	const struct str name = session_name(&chat->session);

	return name.len == 0 && chat_is_away(chat) ? str_from(chat->away.name) :
						     name;
}

/* Returns the letters of the modes of the group in the current view. */
static struct str
modes_now(struct chat *chat)
{
	const struct view *view = window_now(chat);

	if (view->kind != VIEW_GROUP)
		return STR("");
	return our_groups_modes(
	    &chat->console->chat[view->server]->session.joined,
	    view_name(view));
}

/* Returns what the status line shows. */
static struct bar
bar_of(struct chat *chat)
{
	return (struct bar) {
		.views = &chat->console->window->views,
		.me = name_of(chat),
		.server =
		    str_from(chat->options.via != NULL ? chat->label :
							 chat->options.address),
		.now = clock_wall(),
		.lag = lag_of(chat),
		.modes = modes_now(chat),
		.away = chat_is_away(chat) || chat->session.fd == -1,
		.absent = chat->away_state.away && !chat_is_away(chat),
		.back = window_now(chat)->place.line != NULL,
		.below = window_now(chat)->place.below,
	};
}

const struct view *
window_bar_view(struct chat *chat, size_t row, size_t column)
{
	const struct window *window = chat->console->window;
	const struct bar bar = bar_of(chat);

	if (window->rows < ROWS_WITH_BAR ||
	    row != window->rows - window->prompt.rows - 1)
		return NULL;
	return bar_view_at(&bar, window->columns, column);
}

static void
draw_bar(struct chat *chat, size_t row)
{
	struct window *window = chat->console->window;
	const struct bar bar = bar_of(chat);
	char memory[BAR_SIZE];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	bar_put(&line, &bar, window->columns);
	(void)canvas_put(
	    &window->canvas, row, 0, window->columns, buf_str(&line));
}

static void
draw_prompt(struct chat *chat)
{
	struct window *window = chat->console->window;
	const struct prompt *prompt = &window->prompt;
	const size_t top = window->rows - prompt->rows;

	for (size_t i = 0; i < prompt->rows; i++) {
		canvas_blank(
		    &window->canvas, top + i, 0, window->columns, STR(""));
		(void)canvas_put(&window->canvas, top + i, 0, window->columns,
		    prompt->row[i]);
	}
	canvas_cursor(
	    &window->canvas, top + prompt->cursor_row, prompt->cursor_column);
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
	window_welcome(chat);
	if (layout.members && window->page.rows > 0)
		draw_members(chat);
	if (layout.bar)
		draw_bar(chat, layout.end);
	draw_prompt(chat);
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
	    view->kind == VIEW_ALL ? STR("") : window_title(chat, view, room),
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
	draw_prompt(chat);
	window->typed = !canvas_draw(&window->canvas, &chat->console->out);
	return true;
}

/* Ends the probe if the terminal has not answered all questions in time. */
static void
give_up_probe(struct chat *chat, usec now)
{
	struct window *window = chat->console->window;

	if (!window->probe.asking)
		return;
	probe_expire(&window->probe, now);
	if (!probe_done(&window->probe))
		return;
	chat->console->typing.keys.reports = false;
	canvas_forget(&window->canvas); /* redraw with the answers so far */
	window->changed = true;
}

/* Notes a change of the clock or of the lag, which come without any event. */
static void
look_at_clocks(struct chat *chat)
{
	struct window *window = chat->console->window;
	const usec minute = clock_wall() / MINUTE;
	const usec lag = lag_of(chat) / SEC;

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

	give_up_probe(chat, now);
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

	if ((window->changed || window->typed) &&
	    buf_len(&chat->console->out.waiting) > 0)
		return 0; /* poll tells when output can be written */
	if (window->changed)
		return until(window->drawn + window->rest, now);
	if (window->probe.asking)
		return until(probe_due(&window->probe), now);
	return usec_earlier(MINUTE - clock_wall() % MINUTE,
	    until(lag_changes(&chat->session.lag, now), now));
}
