/*
 * The layout of a window: from the top, the topic, the talk with the members
 * beside it, the status line, and the input line after the name of the view, a
 * question, or the row of a search. See window_draw.h.
 */
#include "chat/window/window_draw.h"

#include <assert.h>
#include <stdlib.h>

#include "chat/core/account.h"
#include "chat/core/console.h"
#include "chat/window/window.h"
#include "chat/window/window_bar.h"
#include "chat/window/window_hear.h"
#include "chat/window/window_past.h"
#include "chat/window/window_search.h"
#include "text/direction.h"
#include "text/styled.h"
#include "text/theme.h"
#include "text/when.h"
#include "text/width.h"
#include "text/wrap.h"

/* Time between draws: at most 30 a second, and 8 while every row changes. */
#define REST (SEC / 30)
#define REST_BUSY (SEC / 8)

/* Bytes a second that changes may take, per cell: 19200 for 80x24. */
#define BYTES_OF_CELL 10

/* Least rows for a topic. */
#define ROWS_WITH_TOPIC 8

/* Least columns for members beside the talk. */
#define COLUMNS_WITH_MEMBERS 100

#define MINUTE (60 * SEC)

/* The least rows of a screen with a status line. */
#define ROWS_WITH_BAR 4

/* The columns of the list of members, without the line before it. */
#define MEMBERS_COLUMNS 18

/* The most members of a rank that are sorted for it. */
#define MEMBERS_SORTED 1024

/* The input line takes at most this fraction of the screen. */
#define PROMPT_SHARE 3

/* The least columns for a name before the input line, cut if need be. */
#define PREFIX_LEAST 8

static_assert(2 * CHAT_QUESTION < EDIT_MOST, "a question may be a line");

/* --- The input line ------------------------------------------------------- */

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

static struct str
prefix(struct chat *chat, struct str question, char *room, size_t size)
{
	const struct view *view = window_now(chat);
	char name[VIEWS_TITLE];
	struct buf text;

	if (chat->console->window->search.open)
		return window_search_row(chat, room, size);
	if (question.len > 0)
		return width_of(question) + LIMIT_NAME / 2 <
			chat->console->window->canvas.columns ?
		    question :
		    chat->console->typing.keys.pasting ? STR("(pasting) ") :
							 STR("name: ");
	buf_init(&text, room, size);
	if (chat->console->typing.find.active) {
		typing_find_prompt(&chat->console->typing.find, &text);
		return buf_str(&text);
	}
	put_prefix(&text, views_title(view, name),
	    chat->console->window->canvas.columns);
	return buf_str(&text);
}

/*
 * Lays out the input line, or the question that has its place, over as many
 * rows as there are.
 */
static void
lay_prompt(struct chat *chat, struct str question)
{
	struct window *window = chat->console->window;
	const size_t rows = window->canvas.rows;
	struct edit alone = { 0 };
	char room[FIND_PROMPT + LIMIT_GROUP * RENDER_TAB];

	if (chat->console->typing.asks) {
		alone.len = alone.cursor = question.len;
		memcpy(alone.text, question.at, question.len);
		prompt_lay(&window->prompt, &alone, STR(""),
		    window->canvas.columns,
		    rows > ROWS_WITH_BAR ? rows - ROWS_WITH_BAR + 1 : 1);
		return;
	}
	/* The word of a search is in its row. */
	prompt_lay(&window->prompt,
	    window->search.open ? &alone : &chat->console->typing.edit,
	    prefix(chat, question, room, sizeof(room)), window->canvas.columns,
	    rows > PROMPT_SHARE ? rows / PROMPT_SHARE : 1);
}

static void
draw_prompt(struct chat *chat)
{
	struct window *window = chat->console->window;
	const struct prompt *prompt = &window->prompt;
	const size_t top = window->canvas.rows - prompt->rows;

	for (size_t i = 0; i < prompt->rows; i++) {
		canvas_blank(
		    &window->canvas, top + i, 0, window->canvas.columns, 0);
		(void)canvas_put(&window->canvas, top + i, 0,
		    window->canvas.columns, prompt->row[i]);
	}
	canvas_cursor(
	    &window->canvas, top + prompt->cursor_row, prompt->cursor_column);
}

/* --- The members ---------------------------------------------------------- */

/* Puts one row of the members, or the number of those that did not fit. */
static void
put_member(struct chat *chat, size_t row, struct str sign, struct str text)
{
	struct canvas *canvas = &chat->console->window->canvas;
	const size_t column = chat->console->window->page.columns;
	struct buf *line = &chat->console->line;

	buf_drop(line, buf_len(line));
	(void)BUF_CAT(line, theme_sgr(THEME_EVENT), STR("|\033[0m"), sign);
	direction_put(line, text);
	canvas_blank(canvas, row, column, MEMBERS_COLUMNS + 1, 0);
	(void)canvas_put(
	    canvas, row, column, MEMBERS_COLUMNS + 1, buf_str(line));
	buf_drop(line, buf_len(line));
}

static int
by_name(const void *one, const void *other)
{
	const struct member *const *a = one, *const *b = other;

	return str_casecmp(world_name_of(*a), world_name_of(*b));
}

/*
 * Draws the members beside the page: operators, then those with a voice, then
 * others, each sorted by name, as far as they came last. If not all fit, the
 * last row says how many more there are: "+12".
 */
static void
draw_members(struct chat *chat)
{
	static const struct str signs[] = { LIT("@"), LIT("+"), LIT(" ") };
	const struct page *page = &chat->console->window->page;
	const struct members *members = window_members(chat, window_now(chat));
	const struct member *sorted[MEMBERS_SORTED] = { NULL };
	const size_t end = page->top + page->rows;
	const size_t shown =
	    members->count > page->rows ? page->rows - 1 : members->count;
	size_t row = page->top;

	for (size_t rank = 0; rank < COUNT(signs); rank++) {
		const struct member *member = members->rank[rank];
		size_t count = 0;
		for (; member != NULL && count < MEMBERS_SORTED; count++) {
			sorted[count] = member;
			member = member->in[BY_GROUP].next;
		}
		qsort(sorted, count, sizeof(*sorted), by_name);
		for (size_t i = 0; i < count && row < page->top + shown; i++)
			put_member(
			    chat, row++, signs[rank], world_name_of(sorted[i]));
	}
	if (shown < members->count)
		put_member(
		    chat, row++, STR("+"), DECIMAL(members->count - shown));
	while (row < end)
		put_member(chat, row++, STR(""), STR(""));
}

/* --- The layout ----------------------------------------------------------- */

/* The parts of the screen, in rows from the top. */
struct layout {
	bool topic;
	bool members;
	bool bar;
	size_t end; /* of the talk: the row of the status line, if any */
};

/* Lays out the screen above the input line. */
static void
lay_page(struct chat *chat, struct layout *layout)
{
	struct window *window = chat->console->window;
	const size_t rows = window->canvas.rows;

	layout->bar = rows >= ROWS_WITH_BAR;
	layout->end = rows - window->prompt.rows - layout->bar;
	layout->topic = rows >= ROWS_WITH_TOPIC;
	layout->members = chat->options.settings->members &&
	    window_now(chat)->kind == VIEW_GROUP &&
	    window->canvas.columns >= COLUMNS_WITH_MEMBERS;
	window->page.top = layout->topic;
	window->page.rows = layout->end - layout->topic;
	window->page.columns = window->canvas.columns -
	    (layout->members ? MEMBERS_COLUMNS + 1 : 0);
	window->page.stamps = window_has_stamps(chat);
}

/* Puts " dev: tea at five", or " sara: away: at lunch". */
static void
put_topic(struct buf *to, const struct view *view, struct str topic)
{
	char room[VIEWS_TITLE];
	struct styled line;

	styled_begin(&line, to, theme_style(THEME_BAR), false);
	styled_words(&line, STR(" "));
	if (view->kind == VIEW_ALL)
		styled_words(&line, STR("all groups"));
	else
		styled_text(&line, views_title(view, room));
	if (view->muted)
		styled_words(&line, STR(" (muted)"));
	if (topic.len > 0) {
		styled_words(&line, STR(": "));
		styled_text(&line, topic);
	}
	styled_end(&line);
}

/* Puts what has the topic's place until it is mended, or meant. */
static void
put_stranger(struct buf *to, struct str account)
{
	struct styled line;

	styled_begin(&line, to, theme_style(THEME_URGENT), false);
	styled_words(&line, STR(" not logged in: /login "));
	styled_text(&line, account);
	styled_words(&line, STR(", or /logout to do without"));
	styled_end(&line);
}

static void
draw_topic(struct chat *chat)
{
	const struct view *view = window_now(chat);
	struct window *window = chat->console->window;
	struct buf *line = &chat->console->line;

	buf_drop(line, buf_len(line));
	if (account_is_missed(chat))
		put_stranger(line, str_from(chat->link.options.account));
	else
		put_topic(line, view,
		    view->kind == VIEW_GROUP ?
			world_topic(&chat->session.joined, views_name(view)) :
			(struct str) { view->presence, view->presence_len });
	canvas_put_line(&window->canvas, 0, 0, window->canvas.columns,
	    theme_style(THEME_BAR), buf_str(line));
	buf_drop(line, buf_len(line));
}

/* Composes the canvas as it should be shown. */
static void
compose_canvas(struct chat *chat, struct str question)
{
	struct window *window = chat->console->window;
	struct layout layout;

	lay_prompt(chat, question);
	lay_page(chat, &layout);
	if (layout.topic)
		draw_topic(chat);
	window->page.found = typing_find_text(&window->search.word);
	page_draw(&window->page, window_now(chat), &window->canvas);
	if (layout.members && window->page.rows > 0)
		draw_members(chat);
	if (layout.bar)
		window_draw_bar(chat, layout.end);
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
	const size_t cells = window->canvas.rows * window->canvas.columns;
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

	compose_canvas(chat, question);
	title_show(&window->title, &chat->console->out,
	    view->kind == VIEW_ALL ? STR("") : views_title(view, room),
	    count_urgent(&window->views));
	window->changed = !canvas_draw(&window->canvas, &chat->console->out);
	window->rest =
	    rest_behind(window, buf_len(&chat->console->out.waiting));
	window->news = 0;
	window->pressed = false;
	window->drawn = clock_mono();
	window_look(chat);
}

/* Notes a change of the clock or of the lag, which come without any event. */
static void
look_at_clocks(struct chat *chat)
{
	struct window *window = chat->console->window;
	const usec minute = clock_wall() / MINUTE;
	const usec lag = chat_is_offline(chat) || chat->session.fd == -1 ?
	    0 :
	    session_lag(&chat->session, clock_mono()) / SEC;

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

	window->settles =
	    usec_earlier(window_settle(chat, now), window_tell_seen(chat, now));
	look_at_clocks(chat);
	window_watch(chat);
	/* A slow terminal gets only the latest state. */
	if (!window->up || buf_len(&chat->console->out.waiting) > 0)
		return;
	if (chat->console->out.dropped) {
		chat->console->out.dropped = false;
		chat->console->ui->take(chat);
	}
	if (window->pressed ||
	    (window->changed && now >= window->drawn + window->rest))
		draw_all(chat, question);
}

usec
window_due(const struct chat *chat)
{
	const struct window *window = chat->console->window;
	const usec now = clock_mono();

	if (window->changed && buf_len(&chat->console->out.waiting) > 0)
		return WAIT_FOR_EVER; /* poll tells when it can be written */
	if (window->changed)
		return window->drawn + window->rest;
	return usec_earlier(window->settles,
	    usec_earlier(now + MINUTE - clock_wall() % MINUTE,
		session_lag_changes(&chat->session, now)));
}

/* --- The lines that stay ---------------------------------------------------
 */

/* Returns a line as it is shown in the window, with its time. */
static struct str
with_stamp(struct chat *chat, const struct line *line)
{
	struct buf *text = &chat->console->line;
	char room[WHEN_ROOM];

	buf_drop(text, buf_len(text));
	if (window_has_stamps(chat)) {
		const struct str stamp = line->time == 0 ?
		    STR("        ") :
		    when_text(line->time, WHEN_STAMP, room, sizeof(room));
		(void)BUF_CAT(
		    text, theme_sgr(THEME_TIME), stamp, STR("\033[0m"));
	}
	(void)BUF_CAT(text, lines_text(line));
	return buf_str(text);
}

void
window_leave_lines(struct chat *chat, bool bare)
{
	const struct window *window = chat->console->window;
	const struct line *line = window_now(chat)->lines.last;
	struct out *out = &chat->console->out;
	size_t rows = 0;

	if (line == NULL)
		return;
	for (; line->before != NULL; line = line->before) {
		rows +=
		    wrap_count(with_stamp(chat, line), window->canvas.columns);
		if (rows + 2 >= window->canvas.rows)
			break;
	}
	for (; line != NULL; line = line->after) {
		if (out_room(out) < 2 * RENDER_ROOM &&
		    (chat->console->signal != 0 ||
			!out_flush(out, OUT_SHORTLY) ||
			out_room(out) < 2 * RENDER_ROOM))
			break;
		if (bare) {
			out_put(out, with_stamp(chat, line));
			out_put(out, STR("\n"));
		} else {
			out_put_lines(out, with_stamp(chat, line));
		}
	}
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

void
window_bare(struct chat *chat)
{
	const struct str ends = STR("-- any key returns");
	struct buf *line = &chat->console->line;

	chat->console->ui->give_back(chat);
	window_leave_lines(chat, true);
	render_remark(line, THEME_EVENT, &ends, 1);
	out_put_lines(&chat->console->out, buf_str(line));
	buf_drop(line, buf_len(line));
}
