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

/* Shows the match, or notes that there is none. */
static void
take_match(struct chat *chat, struct line *line)
{
	struct window_search *search = &chat->console->window->search;
	struct view *view = window_now(chat);

	search->missed = line == NULL;
	if (line == NULL)
		return;
	view->found = line;
	count_matches(search, view);
	chat->console->window->page.found = find_text(&search->word);
	page_show(&chat->console->window->page, view, line);
}

static void
forget_past(struct chat *chat)
{
	chat->console->window->search.past = false;
	past_stop_search(&chat->past);
}

/* Continues in the view's log, or else from the other end of the view on. */
static void
search_log(struct chat *chat)
{
	struct view *view = window_now(chat);
	const struct str word = find_text(&chat->console->window->search.word);

	if (window_log_older(chat, view, word))
		take_match(chat, find(chat, next_line(view, true), true));
	else
		take_match(chat, find(chat, view->lines.last, true));
}

/*
 * Searches from that line on, and shows the match. At the end of the view it
 * continues in the past, if deep, or else starts over.
 */
static void
search_from(struct chat *chat, struct line *from, bool back, bool deep)
{
	struct window_search *search = &chat->console->window->search;
	const struct view *view = window_now(chat);

	forget_past(chat);
	search->missed = search->far = false;
	if (search->word.len == 0)
		return;
	struct line *line = find(chat, from, back);
	if (line != NULL)
		take_match(chat, line);
	else if (!deep || !back)
		take_match(chat,
		    find(chat, back ? view->lines.last : view->lines.first,
			back));
	else if (window_want(chat, true))
		search->past = true;
	else
		search_log(chat);
}

void
window_search_past(
    struct chat *chat, const struct past_want *want, bool goes_on)
{
	struct window *window = chat->console->window;
	const struct view *view = window_now(chat);

	if (!window->search.past || want->stopped)
		return;
	struct line *line = find(chat, next_line(view, true), true);
	if (line == NULL && goes_on && views_has_room(&window->views, view))
		return;
	forget_past(chat);
	if (line != NULL)
		take_match(chat, line);
	else if (want->more)
		window->search.missed = window->search.far = true;
	else
		search_log(chat);
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
	search_from(chat, view->lines.last, true, true);
	window_press(chat);
}

void
window_search_end(struct chat *chat, bool stay)
{
	struct window_search *search = &chat->console->window->search;

	forget_past(chat);
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

	if (search->word.len == 0) {
		search->word = search->last;
		search_from(chat, view->lines.last, true, true);
	} else
		search_from(chat, next_line(view, back), back, true);
	if (search->missed)
		out_put(&chat->console->out, STR("\a"));
}

/* Ends the search; one that found nothing becomes a list of all logs. */
static void
enter(struct chat *chat)
{
	const struct window_search search = chat->console->window->search;

	window_search_end(chat, true);
	if (search.missed && !search.far)
		window_lastlog(chat, find_text(&search.word));
}

void
window_search_key(struct chat *chat, const struct key *key)
{
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
		    false);
		return;
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
		enter(chat);
		break;
	case KEY_ESCAPE:
	case KEY_INTERRUPT:
		window_search_end(chat, false);
		break;
	default:
		break;
	}
}

struct str
window_search_row(const struct chat *chat, char *room, size_t size)
{
	const struct window_search *search = &chat->console->window->search;
	const struct str word = find_text(&search->word);
	const size_t columns = chat->console->window->columns;
	const struct str count[] = { STR("search ("), DECIMAL(search->number),
		STR(" of "), DECIMAL(search->matches), STR("): ") };
	struct str front = STR("search: ");
	struct buf text;

	if (search->past)
		front = STR("search (in the past): ");
	else if (search->far)
		front = STR("search (Ctrl-R searches further back): ");
	else if (search->missed)
		front = STR("search (not found; Enter searches all logs): ");
	if (search->missed && front.len + width_of(word) >= columns)
		front = STR("search (not found): ");
	if (search->missed && front.len + width_of(word) >= columns)
		front = STR("not found: ");
	buf_init(&text, room, size);
	if (!search->past && !search->missed && search->word.len > 0 &&
	    buf_cat(&text, count, COUNT(count)) &&
	    buf_len(&text) + width_of(word) < columns)
		front = STR("");
	else
		buf_init(&text, room, size);
	(void)BUF_CAT(&text, front, word);
	return buf_str(&text);
}
