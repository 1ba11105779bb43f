/*
 * The incremental search in the current view: Ctrl-R or Up goes to the previous
 * match, Ctrl-S or Down to the next one. If there is no previous match in the
 * view, it continues in the server's history, and then in the view's log; then
 * it offers to look in all views and logs. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "text/match.h"
#include "text/width.h"

/* How far back a search goes on after the first line of the view. */
enum deep { DEEP_NOT, DEEP_LOG, DEEP_SERVER };

/* Returns the previous or next line after the match, or the first to look at.
 */
static struct line *
next_line(const struct view *view, bool back)
{
	if (view->found == NULL)
		return back ? view->lines.last : view->lines.first;
	return back ? view->found->before : view->found->after;
}

/* Returns the nearest line with the word, beginning at that one, or null. */
static struct line *
find(const struct chat *chat, struct line *line, bool back)
{
	const struct str word = find_text(&chat->console->window->search.word);

	while (line != NULL && match_word(lines_text(line), 0, word).end == 0)
		line = back ? line->before : line->after;
	return line;
}

/*
 * Counts the lines with the word, and those from the newest one to the match,
 * once for each match: a view may have a million lines.
 */
static void
count_matches(struct window_search *search, const struct view *view)
{
	const struct str word = find_text(&search->word);

	search->number = search->matches = 0;
	for (const struct line *line = view->lines.last; line != NULL;
	     line = line->before) {
		search->matches +=
		    match_word(lines_text(line), 0, word).end != 0;
		if (line == view->found)
			search->number = search->matches;
	}
}

/*
 * Searches from that line on, and shows the match. At the first line it
 * continues as far as it is to: in the server's history, for which it waits, or
 * in the log; then it starts over at the other end of the view.
 */
static void
search_from(struct chat *chat, struct line *from, bool back, enum deep deep)
{
	struct window *window = chat->console->window;
	struct window_search *search = &window->search;
	const struct str word = find_text(&search->word);
	struct view *view = window_now(chat);

	search->waits = search->missed = false;
	if (word.len == 0)
		return;
	struct line *line = find(chat, from, back);
	if (line == NULL && back && deep == DEEP_SERVER &&
	    search->pages < PAST_PAGES_SEARCHED && window_want(chat)) {
		search->waits = true;
		return;
	}
	if (line == NULL && back && deep >= DEEP_LOG &&
	    window_log_older(chat, view, word))
		line = find(chat, next_line(view, true), true);
	if (line == NULL)
		line = find(
		    chat, back ? view->lines.last : view->lines.first, back);
	search->missed = line == NULL;
	if (line == NULL)
		return;
	view->found = line;
	count_matches(search, view);
	window->page.found = word;
	page_show(&window->page, view, line);
}

/*
 * Goes on after a page of the history: with the next one or, after so many, in
 * the log, which may lack what lies between.
 */
void
window_search_past(struct chat *chat, bool refused)
{
	chat->console->window->search.pages++;
	search_from(chat, next_line(window_now(chat), true), true,
	    refused ? DEEP_LOG : DEEP_SERVER);
	window_press(chat);
}

void
window_search_begin(struct chat *chat, struct str word)
{
	struct window_search *search = &chat->console->window->search;
	struct view *view = window_now(chat);

	*search = (struct window_search) { .open = true, .last = search->last };
	view->before = view->place;
	view->found = NULL;
	if (word.len > 0 && word.len <= FIND_MOST) {
		memcpy(search->word.text, word.at, word.len);
		search->word.len = word.len;
	}
	search_from(chat, view->lines.last, true, DEEP_SERVER);
	window_press(chat);
}

void
window_search_end(struct chat *chat, bool stay)
{
	struct window_search *search = &chat->console->window->search;

	if (!stay)
		window_now(chat)->place = window_now(chat)->before;
	window_now(chat)->found = NULL;
	*search = (struct window_search) {
		.last = search->word.len > 0 ? search->word : search->last
	};
	window_press(chat);
}

/*
 * Goes to the next match; if no word is typed, searches for the previous one.
 */
static void
again(struct chat *chat, bool back)
{
	struct window_search *search = &chat->console->window->search;
	struct view *view = window_now(chat);

	search->pages = 0;
	if (search->word.len == 0) {
		search->word = search->last;
		search_from(chat, view->lines.last, true, DEEP_SERVER);
	} else
		search_from(chat, next_line(view, back), back, DEEP_SERVER);
	if (search->missed)
		out_put(&chat->console->out, STR("\a"));
}

bool
window_search_key(struct chat *chat, const struct key *key)
{
	const struct window_search search = chat->console->window->search;
	struct view *view = window_now(chat);
	const enum find_typed typed =
	    find_type(&chat->console->window->search.word, key);

	if (typed == FIND_FULL)
		out_put(&chat->console->out, STR("\a"));
	if (typed != FIND_OTHER) {
		/* A longer word is searched from the current match on. */
		if (typed != FIND_LONGER)
			view->found = NULL;
		search_from(chat,
		    view->found != NULL ? view->found : view->lines.last, true,
		    DEEP_NOT);
		window_press(chat);
		return true;
	}
	switch (key->kind) {
	case KEY_SEARCH_BACK:
	case KEY_UP:
	case KEY_PAGE_UP:
		again(chat, true);
		break;
	case KEY_SEARCH:
	case KEY_DOWN:
	case KEY_PAGE_DOWN:
		again(chat, false);
		break;
	case KEY_ENTER:
		window_search_end(chat, true);
		if (search.missed)
			window_lastlog(chat, find_text(&search.word));
		break;
	case KEY_ESCAPE:
	case KEY_INTERRUPT:
		window_search_end(chat, false);
		break;
	case KEY_NEXT:
	case KEY_PREVIOUS:
	case KEY_ALT_RIGHT:
	case KEY_ALT_LEFT:
	case KEY_NUMBER:
	case KEY_ALT_A:
	case KEY_ALT_N:
	case KEY_ALT_PAGE_UP:
	case KEY_ALT_PAGE_DOWN:
	case KEY_SCROLL_HOME:
	case KEY_SCROLL_END:
	case KEY_REDRAW:
		return false;
	default:
		break;
	}
	window_press(chat);
	return true;
}

struct str
window_search_row(const struct chat *chat, char *room, size_t size)
{
	const struct window_search *search = &chat->console->window->search;
	const struct str word = find_text(&search->word);
	const size_t columns = chat->console->window->columns;
	const struct str fronts[] = {
		STR("search (not found; Enter searches all logs): "),
		STR("search (not found): "), STR("not found: ")
	};
	struct buf text;
	size_t i = 0;

	buf_init(&text, room, size);
	if (search->missed) {
		while (i + 1 < COUNT(fronts) &&
		    fronts[i].len + width_of(word) >= columns)
			i++;
		(void)BUF_CAT(&text, fronts[i]);
	} else if (search->waits)
		(void)BUF_CAT(&text, STR("search (in the past): "));
	else {
		(void)BUF_CAT(&text, STR("search ("), DECIMAL(search->number),
		    STR(" of "), DECIMAL(search->matches), STR("): "));
		if (word.len == 0 ||
		    buf_len(&text) + width_of(word) >= columns) {
			buf_init(&text, room, size);
			(void)BUF_CAT(&text, STR("search: "));
		}
	}
	(void)BUF_CAT(&text, word);
	return buf_str(&text);
}
