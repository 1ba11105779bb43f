/*
 * Keys in a window that do not edit the line, and the window's own commands:
 * see window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"

/* Takes a report of the terminal; false if it is a key. */
static bool
take_report(struct chat *chat, const struct key *key)
{
	struct window *window = chat->console->window;

	if (key->kind != KEY_LOOK && key->kind != KEY_UNFOCUS)
		return false;
	window->reports = true;
	if (key->kind == KEY_UNFOCUS)
		views_unfocus(&window->views);
	return true;
}

/* Makes view i current. */
static void
choose_view(struct chat *chat, size_t i)
{
	if (i < chat->console->window->views.count)
		window_choose(chat, i);
	else
		chat_ring(chat);
}

/* Makes the view with the most urgent news current. */
static void
next_news(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;
	const struct view *order[VIEWS_MOST];

	if (views_order(views, order) > 0)
		window_choose(chat, views_number(views, order[0]));
	else
		chat_ring(chat);
}

static void
page_back(struct chat *chat)
{
	struct view *view = window_now(chat);
	const struct page *page = &chat->console->window->page;
	const bool first = page_shows_first(page, view);

	page_scroll(page, view, page_step(page));
	if (!page_shows_first(page, view))
		return;
	const bool asked = window_older(chat);
	chat->console->window->scrolls = first && asked;
}

static void
page_on(struct chat *chat)
{
	const struct page *page = &chat->console->window->page;
	struct view *view = window_now(chat);

	if (view->place.line == NULL)
		chat_ring(chat);
	page_scroll(page, view, -page_step(page));
}

/* Goes to the first line, or the last one. */
static void
go_to_end(struct chat *chat, bool first)
{
	const struct page *page = &chat->console->window->page;

	page_scroll(page, window_now(chat), first ? PAGE_FAR : -PAGE_FAR);
	if (first)
		(void)window_older(chat);
}

/* Carries out a key of the view; false if it is none. */
static bool
act(struct chat *chat, const struct key *key)
{
	struct window *window = chat->console->window;
	const size_t now = window->views.current, count = window->views.count;
	/* Home and End edit the line unless it is empty. */
	const bool scrolls = key->bytes[0] == '\0' &&
	    edit_line(&chat->console->typing.edit).len == 0;

	switch (key->kind) {
	case KEY_NEXT:
	case KEY_ALT_RIGHT:
		choose_view(chat, (now + 1) % count);
		break;
	case KEY_PREVIOUS:
	case KEY_ALT_LEFT:
		choose_view(chat, (now + count - 1) % count);
		break;
	case KEY_NUMBER:
		choose_view(chat, key->number);
		break;
	case KEY_ALT_A:
		next_news(chat);
		break;
	case KEY_BACK:
		choose_view(chat,
		    window->views.before != NULL ?
			views_number(&window->views, window->views.before) :
			count);
		break;
	case KEY_ALT_L:
		window_bare(chat);
		break;
	case KEY_REDRAW:
		canvas_forget(&window->canvas);
		break;
	case KEY_PAGE_UP:
		page_back(chat);
		break;
	case KEY_PAGE_DOWN:
		page_on(chat);
		break;
	case KEY_SCROLL_HOME:
	case KEY_SCROLL_END:
		go_to_end(chat, key->kind == KEY_SCROLL_HOME);
		break;
	case KEY_HOME:
	case KEY_END:
		if (!scrolls)
			return false;
		go_to_end(chat, key->kind == KEY_HOME);
		break;
	case KEY_SEARCH:
		window_search_begin(chat, STR(""));
		break;
	default:
		return false;
	}
	return true;
}

bool
window_key(struct chat *chat, const struct key *key)
{
	struct window *window = chat->console->window;

	window->changed = window->pressed = true;
	window->attended = clock_mono();
	/* Whoever presses a key looks here, whatever the terminal has said. */
	if (window->views.unfocused && key->kind != KEY_UNFOCUS)
		views_look(&window->views);
	if (!window->up) {
		chat->console->ui->take(chat); /* the display was bare */
		return true;
	}
	if (take_report(chat, key))
		return true;
	if (key->kind != KEY_PAGE_UP)
		window->scrolls = false;
	if (!typing_is_free(&chat->console->typing) ||
	    key->kind == KEY_PASTE_END)
		return false;
	/* A key that turns to another view ends the search. */
	const bool searches = window->search.open;
	if (searches && window_search_key(chat, key))
		return true;
	return act(chat, key) || searches;
}

static void
clear(struct chat *chat, struct str rest)
{
	(void)rest;
	views_clear(&chat->console->window->views, window_now(chat));
	window_change(chat);
}

bool
window_action(struct chat *chat, enum action action, struct str rest)
{
	static void (*const words[])(struct chat * chat, struct str rest) = {
		[ACTION_QUERY] = window_query,
		[ACTION_CLOSE] = window_close_now,
		[ACTION_CLEAR] = clear,
		[ACTION_SEARCH] = window_search,
		[ACTION_REDACT] = window_redact_last,
		[ACTION_MENTIONS] = window_mentions,
		[ACTION_REPLY] = window_reply,
		[ACTION_REACT] = window_react,
		[ACTION_WINDOW] = window_go,
	};

	if (action >= COUNT(words) || words[action] == NULL)
		return false;
	words[action](chat, rest);
	return true;
}
