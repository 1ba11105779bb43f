/*
 * Keys in a window that do not edit the line, and the window's own commands:
 * see window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/window/window_parts.h"
#include "chat/words/sign.h"
#include "chat/words/words.h"

static void
ring(struct chat *chat)
{
	out_put(&chat->console->out, STR("\a"));
}

static void
choose(struct chat *chat, size_t i)
{
	if (i < chat->console->window->views.count)
		window_choose(chat, i);
	else
		ring(chat);
}

/* Makes the view that is step views after the current one current. */
static void
turn_to(struct chat *chat, size_t step)
{
	const struct views *views = &chat->console->window->views;

	choose(chat, (views->current + step) % views->count);
}

static void
next(struct chat *chat, const struct key *key)
{
	(void)key;
	turn_to(chat, 1);
}

static void
previous(struct chat *chat, const struct key *key)
{
	(void)key;
	turn_to(chat, chat->console->window->views.count - 1);
}

static void
number(struct chat *chat, const struct key *key)
{
	choose(chat, key->number);
}

static void
next_news(struct chat *chat, const struct key *key)
{
	(void)key;
	const size_t before = chat->console->window->views.current;

	if (!views_next_news(&chat->console->window->views)) {
		ring(chat);
		return;
	}
	const size_t after = chat->console->window->views.current;
	chat->console->window->views.current = before;
	window_choose(chat, after);
}

static void
toggle_members(struct chat *chat, const struct key *key)
{
	(void)key;
	chat->console->window->members = !chat->console->window->members;
	window_press(chat);
}

/* Returns the rows of a page of members but the first and the last. */
static size_t
members_step(const struct chat *chat)
{
	const size_t rows = chat->console->window->page.rows;

	return rows > 2 ? rows - 2 : 1;
}

static void
members_back(struct chat *chat, const struct key *key)
{
	(void)key;
	if (!window_members_back(chat, members_step(chat)))
		ring(chat);
}

static void
members_on(struct chat *chat, const struct key *key)
{
	(void)key;
	if (!window_members_on(chat, members_step(chat)))
		ring(chat);
}

static void
redraw(struct chat *chat, const struct key *key)
{
	(void)key;
	canvas_forget(&chat->console->window->canvas);
	window_press(chat);
}

size_t
window_page_step(const struct chat *chat)
{
	const struct window *window = chat->console->window;

	return page_step(&window->page, views_now(&window->views));
}

static void
page_back(struct chat *chat, const struct key *key)
{
	(void)key;
	struct view *view = window_now(chat);
	const struct page *page = &chat->console->window->page;
	const bool first = page_shows_first(page, view);

	page_up(page, view, window_page_step(chat));
	if (page_shows_first(page, view))
		window_older(chat, first);
	window_press(chat);
}

static void
page_on(struct chat *chat, const struct key *key)
{
	(void)key;
	if (window_now(chat)->place.line == NULL)
		ring(chat);
	page_down(&chat->console->window->page, window_now(chat),
	    window_page_step(chat));
	window_press(chat);
}

static void
to_start(struct chat *chat, const struct key *key)
{
	(void)key;
	page_home(&chat->console->window->page, window_now(chat));
	window_older(chat, false);
	window_press(chat);
}

static void
to_end(struct chat *chat, const struct key *key)
{
	(void)key;
	page_end(&chat->console->window->page, window_now(chat));
	window_press(chat);
}

static void
search(struct chat *chat, const struct key *key)
{
	(void)key;
	window_search_begin(chat, STR(""));
}

static void (*const actions[KEY_COUNT])(
    struct chat *chat, const struct key *key) = {
	[KEY_NEXT] = next,
	[KEY_PREVIOUS] = previous,
	[KEY_ALT_RIGHT] = next,
	[KEY_ALT_LEFT] = previous,
	[KEY_NUMBER] = number,
	[KEY_ALT_A] = next_news,
	[KEY_ALT_N] = toggle_members,
	[KEY_REDRAW] = redraw,
	[KEY_PAGE_UP] = page_back,
	[KEY_PAGE_DOWN] = page_on,
	[KEY_ALT_PAGE_UP] = members_back,
	[KEY_ALT_PAGE_DOWN] = members_on,
	[KEY_SCROLL_HOME] = to_start,
	[KEY_SCROLL_END] = to_end,
	[KEY_SEARCH] = search,
};

/*
 * Returns whether the key scrolls. Home and End edit the line unless it is
 * empty; Ctrl-A and Ctrl-E always do.
 */
static bool
scrolls(const struct chat *chat, const struct key *key)
{
	return (key->kind == KEY_HOME || key->kind == KEY_END) &&
	    key->bytes[0] == '\0' &&
	    edit_line(&chat->console->typing.edit).len == 0;
}

static void
look(struct chat *chat, const struct key *key)
{
	(void)key;
	views_look(&chat->console->window->views);
	window_press(chat);
}

static void
look_away(struct chat *chat, const struct key *key)
{
	(void)key;
	views_look_away(&chat->console->window->views);
	window_press(chat);
}

/* The rows by which the wheel scrolls at a time. */
#define WHEEL_ROWS 3

/* Returns the view that scrolls: the page that covers all views, if any. */
static struct view *
scrolled(struct chat *chat)
{
	return chat->console->window->covered ? &chat->console->window->cover :
						window_now(chat);
}

static void
wheel_up(struct chat *chat, const struct key *key)
{
	(void)key;
	const struct page *page = &chat->console->window->page;
	struct view *view = scrolled(chat);

	page_up(page, view, WHEEL_ROWS);
	if (view == window_now(chat) && page_shows_first(page, view))
		window_older(chat, false);
	window_press(chat);
}

static void
wheel_down(struct chat *chat, const struct key *key)
{
	(void)key;
	page_down(&chat->console->window->page, scrolled(chat), WHEEL_ROWS);
	window_press(chat);
}

/* Takes a report of the terminal; false if it is a key. */
static bool
take_report(struct chat *chat, const struct key *key)
{
	static void (*const reports[KEY_COUNT])(
	    struct chat * chat, const struct key *key) = {
		[KEY_LOOK] = look,
		[KEY_LOOK_AWAY] = look_away,
		[KEY_WHEEL_UP] = wheel_up,
		[KEY_WHEEL_DOWN] = wheel_down,
	};

	if (reports[key->kind] == NULL)
		return false;
	reports[key->kind](chat, key);
	return true;
}

/*
 * Returns whether the search takes the key. Keys that turn to another view end
 * it.
 */
static bool
is_searched(const struct chat *chat, const struct key *key)
{
	static const bool own[KEY_COUNT] = { [KEY_SEARCH] = true,
		[KEY_PAGE_UP] = true,
		[KEY_PAGE_DOWN] = true };

	return chat->console->window->search.open &&
	    (own[key->kind] || actions[key->kind] == NULL);
}

bool
window_key(struct chat *chat, const struct key *key)
{
	if (take_report(chat, key))
		return true;
	chat->console->window->typed = true;
	if (key->kind != KEY_PAGE_UP)
		chat->console->window->scrolls = false;
	if (!typing_is_free(&chat->console->typing))
		return false;
	if (chat->console->window->covered && window_cover_key(chat, key)) {
		window_press(chat);
		return true;
	}
	if (is_searched(chat, key)) {
		window_search_key(chat, key);
		window_press(chat);
		return true;
	}
	if (scrolls(chat, key)) {
		if (key->kind == KEY_HOME)
			to_start(chat, key);
		else
			to_end(chat, key);
		return true;
	}
	if (actions[key->kind] == NULL)
		return false;
	actions[key->kind](chat, key);
	return true;
}

/* Closes a view. For a group this means leaving it. */
static void
close_view(struct chat *chat, struct str rest)
{
	struct view *view = window_now(chat);

	(void)rest;
	if (view->kind == VIEW_ALL)
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("the view of all groups stays open"));
	else if (view->kind == VIEW_GROUP && view->here) {
		view->closing = true;
		SESSION_SAY(
		    &chat->session, VERB_LEAVE, STR("leave"), view_name(view));
	} else
		window_close(chat, view);
}

static void
clear(struct chat *chat, struct str rest)
{
	(void)rest;
	views_clear(&chat->console->window->views, window_now(chat));
	window_press(chat);
}

/* Carries out /search [TEXT]; without a text, repeats the last search. */
static void
search_word(struct chat *chat, struct str rest)
{
	const struct str last = find_text(&chat->console->window->search.last);
	const struct str word = rest.len > 0 ? rest : last;
	const struct excess over = { .limit = FIND_MOST, .len = word.len };

	if (word.len == 0)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("usage: /search TEXT"));
	else if (word.len > FIND_MOST)
		CHAT_TELL(chat, REMARK_MISTAKE, words_why(CODE_TOO_LONG, over));
	else
		window_search_begin(chat, word);
}

/*
 * Carries out /g. A word without a sign is a person, if we know one of that
 * name, and else a group.
 */
static void
go(struct chat *chat, struct str rest)
{
	const struct str name = sign_off(rest);
	const bool group = name.len < rest.len;
	const struct view *view = window_find(chat, VIEW_GROUP, name);
	const bool person = !group &&
	    (str_begins(rest, STR("@")) || people_has(&chat->people, rest) ||
		window_find(chat, VIEW_PERSON, rest) != NULL);

	if (person)
		window_query(chat, rest);
	else if (view != NULL)
		window_choose(
		    chat, views_number(&chat->console->window->views, view));
	else if (group)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("you are not in "), rest,
		    STR("; to join, type /join "), rest);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view "), rest,
		    STR("; for a group, type /join #"), rest,
		    STR("; for a person, type /query "), rest);
}

bool
window_action(struct chat *chat, enum action action, struct str rest)
{
	static void (*const words[])(struct chat * chat, struct str rest) = {
		[ACTION_QUERY] = window_query,
		[ACTION_CLOSE] = close_view,
		[ACTION_CLEAR] = clear,
		[ACTION_SEARCH] = search_word,
		[ACTION_LASTLOG] = window_lastlog,
		[ACTION_REDACT] = window_redact_last,
		[ACTION_URL] = window_url,
		[ACTION_WINDOW] = window_list,
		[ACTION_CHOOSE] = go,
		[ACTION_WHERE] = window_list,
	};

	if (action >= COUNT(words) || words[action] == NULL)
		return false;
	words[action](chat, rest);
	return true;
}
