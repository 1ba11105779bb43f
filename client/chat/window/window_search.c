/*
 * The incremental search in the current view: Ctrl-R or Up goes to the previous
 * match, Ctrl-S or Down to the next one. If there is no previous match in the
 * view, it continues in the server's history. See window_search.h.
 */
#include "chat/window/window_search.h"

#include "chat/core/console.h"
#include "chat/window/window.h"
#include "chat/window/window_past.h"
#include "chat/words/words.h"
#include "text/match.h"
#include "text/width.h"

/* Returns the nearest line with the word, beginning at that one, or null. */
static struct line *
find_nearest(const struct chat *chat, struct line *line, bool back)
{
	const struct str word =
	    typing_find_text(&chat->console->window->search.word);

	while (line != NULL && match_word(lines_text(line), 0, word).end == 0)
		line = back ? line->before : line->after;
	return line;
}

/* Returns the previous or next line after the match, or the first to look at.
 */
static struct line *
next_line(const struct view *view, bool back)
{
	if (view->found == NULL)
		return back ? view->lines.last : view->lines.first;
	return back ? view->found->before : view->found->after;
}

/*
 * Searches from that line on, if any, and shows the match. At the first line it
 * continues, if it is to go further, in the past, for which it may have to
 * wait; then it starts over at the other end of the view. After many pages of
 * the past it stops until the next key.
 */
static void
search_from(struct chat *chat, struct line *from, bool back, bool further)
{
	struct window *window = chat->console->window;
	struct window_search *search = &window->search;
	const struct str word = typing_find_text(&search->word);
	struct view *view = window_now(chat);
	struct line *line =
	    word.len > 0 ? find_nearest(chat, from, back) : NULL;

	search->waits = search->missed = false;
	if (word.len == 0)
		return;
	if (line == NULL && back && further &&
	    search->pages < PAST_PAGES_SEARCHED) {
		search->waits = window_older(chat);
		if (search->waits)
			return;
		line = find_nearest(chat, next_line(view, true), true);
	}
	if (line == NULL && search->pages < PAST_PAGES_SEARCHED)
		line = find_nearest(
		    chat, back ? view->lines.last : view->lines.first, back);
	search->missed = line == NULL;
	if (line == NULL)
		return;
	view->found = line;
	window->page.found = word;
	page_show(&window->page, view, line);
}

void
window_search_past(struct chat *chat)
{
	chat->console->window->search.pages++;
	search_from(chat, next_line(window_now(chat), true), true, true);
	window_change(chat);
}

void
window_search_begin(struct chat *chat, struct str word)
{
	struct window_search *search = &chat->console->window->search;
	struct view *view = window_now(chat);

	*search = (struct window_search) { .open = true, .last = search->last };
	view->before = view->place;
	view->found = NULL;
	memcpy(search->word.text, word.at, word.len);
	search->word.len = word.len;
	search_from(chat, view->lines.last, true, true);
	window_change(chat);
}

void
window_search(struct chat *chat, struct str rest)
{
	const struct str last =
	    typing_find_text(&chat->console->window->search.last);
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
 * Goes to the next match; if no word is typed, searches for the previous one.
 */
static void
again(struct chat *chat, bool back)
{
	struct window_search *search = &chat->console->window->search;
	struct view *view = window_now(chat);
	const bool empty = search->word.len == 0;

	search->pages = 0;
	if (empty)
		search->word = search->last;
	search_from(chat, empty ? view->lines.last : next_line(view, back),
	    empty || back, true);
	if (search->missed)
		out_put(&chat->console->out, STR("\a"));
}

/* Takes a key that edits the word; false if it does not. */
static bool
type(struct chat *chat, const struct key *key)
{
	struct view *view = window_now(chat);
	const enum find_typed typed =
	    typing_find_type(&chat->console->window->search.word, key);

	if (typed == FIND_OTHER)
		return false;
	if (typed == FIND_FULL)
		out_put(&chat->console->out, STR("\a"));
	chat->console->window->search.pages = 0;
	/* A longer word is searched from the current match on. */
	if (typed != FIND_LONGER)
		view->found = NULL;
	search_from(chat, view->found, true, false);
	return true;
}

bool
window_search_key(struct chat *chat, const struct key *key)
{
	if (type(chat, key))
		return true;
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
		break;
	case KEY_ESCAPE:
	case KEY_INTERRUPT:
		window_search_end(chat, false);
		break;
	default:
		return false;
	}
	return true;
}

struct str
window_search_row(const struct chat *chat, char *room, size_t size)
{
	const struct window_search *search = &chat->console->window->search;
	const struct str word = typing_find_text(&search->word);
	const bool stopped = search->pages >= PAST_PAGES_SEARCHED;
	struct buf text;

	buf_init(&text, room, size);
	if (search->missed)
		(void)BUF_CAT(&text,
		    stopped ? STR("search (Ctrl-R goes on): ") :
			      STR("search (not found): "));
	else if (search->waits)
		(void)BUF_CAT(&text, STR("search (in the past): "));
	if (buf_len(&text) == 0 ||
	    buf_len(&text) + width_of(word) >=
		chat->console->window->canvas.columns) {
		buf_init(&text, room, size);
		(void)BUF_CAT(&text,
		    search->missed ? STR("not found: ") : STR("search: "));
	}
	(void)BUF_CAT(&text, word);
	return buf_str(&text);
}
