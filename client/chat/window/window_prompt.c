/*
 * The input line of the window, after the name of the view, a question, or the
 * row of a search. See window_parts.h.
 */
#include <assert.h>

#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/window/window_parts.h"
#include "term/prompt.h"
#include "text/direction.h"
#include "text/width.h"

/* The input line takes at most this fraction of the screen. */
#define PROMPT_SHARE 3

/* The least columns for a name before the input line, cut if need be. */
#define PREFIX_LEAST 8

static_assert(2 * CHAT_QUESTION < EDIT_MOST, "a question may be a line");

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

static struct str
prefix(struct chat *chat, struct str question, char *room, size_t size)
{
	const struct view *view = window_now(chat);
	char name[VIEWS_TITLE];
	struct buf text;

	if (chat->console->typing.asks)
		return question;
	if (chat->console->window->covered)
		return cover_prefix(chat, room, size);
	if (chat->console->window->search.open)
		return window_search_row(chat, room, size);
	if (question.len > 0)
		return fitting(chat, question, STR("name: "), LIMIT_NAME / 2);
	buf_init(&text, room, size);
	if (chat->console->typing.find.active) {
		find_prompt(&chat->console->typing.find, &text);
		return buf_str(&text);
	}
	put_prefix(
	    &text, views_title(view, name), chat->console->window->columns);
	return buf_str(&text);
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
		chat->console->typing.asks ?
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

	if (!chat->console->typing.asks ||
	    width_of(question) <= window->columns / 2)
		return false;
	alone.len = alone.cursor = question.len;
	memcpy(alone.text, question.at, question.len);
	prompt_lay(&window->prompt, &alone, STR(""), window->columns,
	    rows > WINDOW_ROWS_WITH_BAR ? rows - WINDOW_ROWS_WITH_BAR + 1 : 1);
	return true;
}

void
window_lay_prompt(struct chat *chat, struct str question)
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

void
window_draw_prompt(struct chat *chat)
{
	struct window *window = chat->console->window;
	const struct prompt *prompt = &window->prompt;
	const size_t top = window->rows - prompt->rows;

	for (size_t i = 0; i < prompt->rows; i++) {
		canvas_blank(&window->canvas, top + i, 0, window->columns, 0);
		(void)canvas_put(&window->canvas, top + i, 0, window->columns,
		    prompt->row[i]);
	}
	canvas_cursor(
	    &window->canvas, top + prompt->cursor_row, prompt->cursor_column);
}
