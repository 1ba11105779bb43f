/*
 * Keys in a window that do not edit the line, and the window's own commands:
 * see window_keys.h.
 */
#include "chat/window/window_keys.h"

#include <string.h>

#include "chat/core/chat_input.h"
#include "chat/core/console.h"
#include "chat/window/window.h"
#include "chat/window/window_draw.h"
#include "chat/window/window_past.h"
#include "chat/window/window_react.h"
#include "chat/window/window_search.h"
#include "shared/names.h"
#include "text/match.h"

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

/* --- Commands ---------------------------------------------------------------
 */

/* For a group, closing its view means leaving it. */
static void
close_now(struct chat *chat, struct str rest)
{
	struct view *view = window_now(chat);

	(void)rest;
	if (view->kind == VIEW_ALL) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("the view of all groups stays open"));
		return;
	}
	if (window_is_in(chat, view))
		SESSION_SAY(
		    &chat->session, VERB_LEAVE, STR("leave"), views_name(view));
	window_close(chat, view);
}

static void
query(struct chat *chat, struct str rest)
{
	const struct str word = str_word(&rest);
	struct str name = word;
	const bool group = str_skip(&name, STR("#"));
	const struct view *view = NULL;

	(void)(group || str_skip(&name, STR("@")));
	if (group)
		view = window_find(chat, VIEW_GROUP, name);
	else if (name.len > 0 && name_check(name) == CODE_OK)
		view = window_meet(chat, name);
	if (view == NULL) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, STR("cannot open a view of "), word);
		return;
	}
	window_choose(chat, views_number(&chat->console->window->views, view));
	const struct where where = { .kind = group ? WHERE_GROUP : WHERE_PERSON,
		.name = views_name(view),
		.joined = &chat->session.joined };
	if (rest.len > 0)
		chat_say(chat, &where, rest);
}

/* How well a word, with or without a sign, fits a view. */
enum fit { FIT_NONE, FIT_PART, FIT_BEGINS, FIT_GROUP, FIT_PERSON };

static enum fit
fit(const struct view *view, struct str word)
{
	const bool group = str_skip(&word, STR("#"));
	const bool person = !group && str_skip(&word, STR("@"));
	const struct text_match match = match_word(views_name(view), 0, word);

	if (match.end == 0 || (group && view->kind != VIEW_GROUP) ||
	    (person && view->kind != VIEW_PERSON))
		return FIT_NONE;
	if (str_caseeq(views_name(view), word))
		return view->kind == VIEW_PERSON ? FIT_PERSON : FIT_GROUP;
	return match.from == 0 ? FIT_BEGINS : FIT_PART;
}

/* Lists the views. While we reconnect, none counts as left. */
static void
list(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;
	char room[VIEWS_TITLE];

	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = views->view[i];
		const bool left = view->kind == VIEW_GROUP &&
		    !window_is_in(chat, view) && !chat_is_offline(chat);
		CHAT_REMARK(chat, STR("view "), DECIMAL(i), STR(": "),
		    i == 0 ? STR("all groups") : views_title(view, room),
		    left ? STR(" (left)") : STR(""),
		    view->muted ? STR(" (muted)") : STR(""),
		    i == views->current ? STR(" (current)") : STR(""));
	}
}

/*
 * Goes to the view that the word names, or else has as its number, or to the
 * only one whose name begins with the word, or else has it elsewhere.
 */
static void
go(struct chat *chat, struct str word)
{
	const struct views *views = &chat->console->window->views;
	enum fit best = FIT_PART;
	size_t found = 0, count = 0;
	uint64_t number;

	for (size_t i = 1; i < views->count; i++) {
		const enum fit now = fit(views->view[i], word);
		if (now > best)
			count = 0;
		if (now < best)
			continue;
		best = now;
		found = i;
		count++;
	}
	if (best < FIT_GROUP && str_to_number(word, VIEWS_MOST, &number) &&
	    number < views->count) {
		best = FIT_GROUP;
		found = (size_t)number;
	}
	if (word.len == 0)
		list(chat);
	else if (best >= FIT_GROUP || count == 1)
		window_choose(chat, found);
	else if (count > 1)
		CHAT_TELL(chat, REMARK_MISTAKE, word,
		    STR(" could be several views; /window lists them"));
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view "), word,
		    STR("; /join G opens one of a group, /query NAME of a "
			"person"));
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
		[ACTION_QUERY] = query,
		[ACTION_CLOSE] = close_now,
		[ACTION_CLEAR] = clear,
		[ACTION_SEARCH] = window_search,
		[ACTION_REDACT] = window_redact_last,
		[ACTION_REPLY] = window_reply,
		[ACTION_REACT] = window_react,
		[ACTION_WINDOW] = go,
	};

	if (action >= COUNT(words) || words[action] == NULL)
		return false;
	words[action](chat, rest);
	return true;
}
