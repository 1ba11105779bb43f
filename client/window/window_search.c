/*
 * The incremental search in the current view: Ctrl-R or Up goes to the previous
 * match, Ctrl-S or Down to the next one. If there is no previous match in the
 * view, it continues in the server's history, and then in the view's log; then
 * it names another view that has the word, or offers to look in all logs. See
 * window.h.
 */
#include "person/chat_state.h"
#include "text/direction.h"
#include "text/match.h"
#include "text/width.h"
#include "window/window.h"

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
window_search_find(struct line *line, bool back, struct str word)
{
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

/* Asks the server for the last match before the view. */
static bool
ask_past(struct chat *chat)
{
	struct window_search *search = &chat->console->window->search;
	const struct str word = find_text(&search->word);
	struct past_want want = {
		.kind = PAST_FOUND, .size = 1, .text_len = word.len
	};

	memcpy(want.text, word.at, word.len);
	search->past = window_want(chat, &want);
	return search->past;
}

static void
forget_past(struct chat *chat)
{
	chat->console->window->search.past = false;
	past_stop_search(&chat->past);
}

/* Searches from the other end of the view on. */
static void
wrap_around(struct chat *chat, bool back)
{
	const struct view *view = window_now(chat);

	take_match(chat,
	    window_search_find(back ? view->lines.last : view->lines.first,
		back, find_text(&chat->console->window->search.word)));
}

/* Continues a search behind the view's first match in its log. */
static void
search_older(struct chat *chat)
{
	struct view *view = window_now(chat);
	const struct str word = find_text(&chat->console->window->search.word);

	if (window_log_older(chat, view, word))
		take_match(chat,
		    window_search_find(next_line(view, true), true, word));
	else
		wrap_around(chat, true);
}

/* Returns the other view that has the word in its latest line, or null. */
static const struct view *
find_elsewhere(const struct views *views, struct str word)
{
	const struct view *best = NULL;
	usec latest = 0;

	for (size_t i = 1; i < views->count; i++) {
		const struct view *view = views->view[i];
		const struct line *line =
		    window_search_find(view->lines.last, true, word);
		if (line == NULL || i == views->current ||
		    (best != NULL && line->time <= latest))
			continue;
		latest = line->time;
		best = view;
	}
	return best;
}

/*
 * Continues a search that has found nothing in the view: in its log, and then
 * in the other views. It turns to none of these by itself, or the next line
 * would go there. Returns false if they have no match either.
 */
static bool
search_elsewhere(struct chat *chat)
{
	struct window_search *search = &chat->console->window->search;
	const struct str word = find_text(&search->word);

	if (window_log_older(chat, window_now(chat), word)) {
		wrap_around(chat, true);
		return true;
	}
	search->elsewhere = find_elsewhere(&chat->console->window->views, word);
	search->nowhere = search->elsewhere == NULL;
	return !search->nowhere;
}

/* Goes to the other view that has the word, and searches there. */
static void
go_elsewhere(struct chat *chat)
{
	const struct window_search search = chat->console->window->search;

	window_choose(chat,
	    views_number(&chat->console->window->views, search.elsewhere));
	window_search_begin(chat, find_text(&search.word));
}

/* Leaves the search for a list of what all views and all logs have of it. */
static void
list_everywhere(struct chat *chat)
{
	const struct find_word word = chat->console->window->search.word;

	window_search_end(chat, true);
	window_lastlog(chat, find_text(&word));
}

/* Returns whether the search has found nothing, and nothing is asked for it. */
static bool
is_vain(const struct window_search *search)
{
	return search->missed && !search->past && !search->far;
}

/*
 * Searches from that line on, and shows the match. At the end of the view it
 * continues in the past, if deep, or else starts over.
 */
static void
search_from(struct chat *chat, struct line *from, bool back, bool deep)
{
	const struct str word = find_text(&chat->console->window->search.word);

	forget_past(chat);
	chat->console->window->search.missed =
	    chat->console->window->search.far = false;
	chat->console->window->search.elsewhere = NULL;
	chat->console->window->search.nowhere = false;
	if (word.len == 0)
		return;
	struct line *line = window_search_find(from, back, word);
	if (line != NULL)
		take_match(chat, line);
	else if (!deep || !back)
		wrap_around(chat, back);
	else if (!ask_past(chat))
		search_older(chat);
}

/* Has the lines from the match on fetched, so that it has its context. */
static void
fetch_match(struct chat *chat, const struct past_want *found)
{
	struct past_want want = { .kind = PAST_OLDER, .until = found->id };

	if (!found->more || !window_want(chat, &want)) {
		forget_past(chat);
		search_older(chat);
	}
}

/* Looks for the match in the lines that were fetched. */
static void
find_fetched(struct chat *chat, const struct past_want *want)
{
	struct window_search *search = &chat->console->window->search;
	const struct view *view = window_now(chat);

	forget_past(chat);
	take_match(chat,
	    window_search_find(next_line(view, true), true,
		find_text(&chat->console->window->search.word)));
	search->far =
	    search->missed && want->more && want->lowest > want->until;
}

void
window_search_past(
    struct chat *chat, const struct past_want *want, bool goes_on)
{
	if (!chat->console->window->search.past || want->stopped)
		return;
	if (want->kind == PAST_FOUND)
		fetch_match(chat, want);
	else if (!goes_on ||
	    !views_has_room(&chat->console->window->views, window_now(chat)))
		find_fetched(chat, want);
	if (is_vain(&chat->console->window->search))
		(void)search_elsewhere(chat);
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
	if (is_vain(search))
		(void)search_elsewhere(chat);
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
	if (search->missed && !(is_vain(search) && search_elsewhere(chat)))
		out_put(&chat->console->out, STR("\a"));
}

/*
 * Searches anew after the word has changed; a longer one from the current match
 * on.
 */
static void
change(struct chat *chat, bool longer)
{
	struct view *view = window_now(chat);

	if (!longer)
		view->found = NULL;
	search_from(chat, view->found != NULL ? view->found : view->lines.last,
	    true, false);
}

void
window_search_key(struct chat *chat, const struct key *key)
{
	const enum find_typed typed =
	    find_type(&chat->console->window->search.word, key);

	if (typed == FIND_FULL)
		out_put(&chat->console->out, STR("\a"));
	if (typed != FIND_OTHER) {
		change(chat, typed == FIND_LONGER);
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
		if (chat->console->window->search.elsewhere != NULL)
			go_elsewhere(chat);
		else if (chat->console->window->search.nowhere)
			list_everywhere(chat);
		else
			window_search_end(chat, true);
		break;
	case KEY_ESCAPE:
	case KEY_INTERRUPT:
		window_search_end(chat, false);
		break;
	default:
		break;
	}
}

/* Appends the words before the one that is searched for. */
static void
put_front(struct buf *to, const struct window_search *search, size_t columns)
{
	const size_t width = width_of(find_text(&search->word));
	struct str front = STR("search: ");

	if (search->past)
		front = STR("search (in the past): ");
	else if (search->far)
		front = STR("search (Ctrl-R searches further back): ");
	else if (search->nowhere)
		front = STR("search (not found; Enter searches all logs): ");
	else if (search->missed)
		front = STR("search (not found): ");
	if (search->missed && front.len + width >= columns)
		front = STR("not found: ");
	const struct str count[] = { STR("search ("), DECIMAL(search->number),
		STR(" of "), DECIMAL(search->matches), STR("): ") };
	if (!search->past && !search->missed && search->word.len > 0 &&
	    buf_cat(to, count, COUNT(count)) && buf_len(to) + width < columns)
		return;
	buf_init(to, to->data, to->size);
	(void)BUF_CAT(to, front);
}

/* Appends where else the word is, and the key that goes there. */
static void
put_elsewhere(struct buf *to, const struct chat *chat)
{
	const struct window *window = chat->console->window;
	const size_t width = width_of(find_text(&window->search.word));
	char title[VIEWS_TITLE];

	if (BUF_CAT(to, STR("search (found in "))) {
		direction_put(to, views_title(window->search.elsewhere, title));
		if (BUF_CAT(to, STR("; Enter goes there): ")) &&
		    width_of(buf_str(to)) + width < window->columns)
			return;
	}
	buf_init(to, to->data, to->size);
	(void)BUF_CAT(to, STR("elsewhere (Enter): "));
}

struct str
window_search_row(const struct chat *chat, char *room, size_t size)
{
	const struct window_search *search = &chat->console->window->search;
	struct buf text;

	buf_init(&text, room, size);
	if (search->elsewhere != NULL)
		put_elsewhere(&text, chat);
	else
		put_front(&text, search, chat->console->window->columns);
	(void)BUF_CAT(&text, find_text(&search->word));
	return buf_str(&text);
}
