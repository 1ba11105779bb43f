/*
 * The incremental search in the current view: Ctrl-R or Up goes to the previous
 * match, Ctrl-S or Down to the next one. See window.h.
 */
#include "person/chat_state.h"
#include "text/match.h"
#include "text/width.h"
#include "window/window.h"

/* Returns the previous or next line, cyclically. */
static struct line *
step(const struct lines *lines, const struct line *line, bool back)
{
	if (line == NULL)
		return back ? lines->last : lines->first;
	if (back)
		return line->before != NULL ? line->before : lines->last;
	return line->after != NULL ? line->after : lines->first;
}

/* Returns the nearest line with the word, beginning at that one, or null. */
static struct line *
window_search_find(
    const struct view *view, struct line *from, bool back, struct str word)
{
	struct line *line = from;

	for (size_t i = 0; i < view->lines.count && line != NULL; i++) {
		if (match_word(lines_text(line), 0, word).end > 0)
			return line;
		line = step(&view->lines, line, back);
	}
	return NULL;
}

/* Searches from that line on, and shows the match. */
static void
search_from(struct chat *chat, struct line *from, bool back)
{
	struct window_search *search = &chat->window->search;
	struct view *view = window_now(chat);
	const struct str word = find_text(&search->word);
	struct line *line =
	    word.len > 0 ? window_search_find(view, from, back, word) : NULL;

	search->missed = word.len > 0 && line == NULL;
	if (line == NULL)
		return;
	view->found = line;
	chat->window->page.found = word;
	page_show(&chat->window->page, view, line);
}

void
window_search_begin(struct chat *chat, struct str word)
{
	struct window_search *search = &chat->window->search;
	struct view *view = window_now(chat);

	*search = (struct window_search) { .open = true, .last = search->last };
	view->before = view->place;
	view->found = NULL;
	if (word.len > 0 && word.len <= FIND_MOST) {
		memcpy(search->word.text, word.at, word.len);
		search->word.len = word.len;
	}
	search_from(chat, view->lines.last, true);
	window_press(chat);
}

void
window_search_end(struct chat *chat, bool stay)
{
	struct window_search *search = &chat->window->search;

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
	struct window_search *search = &chat->window->search;
	struct view *view = window_now(chat);

	if (search->word.len == 0) {
		search->word = search->last;
		search_from(chat, view->lines.last, true);
	} else
		search_from(chat, step(&view->lines, view->found, back), back);
	if (search->missed)
		out_put(&chat->out, STR("\a"));
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
	search_from(
	    chat, view->found != NULL ? view->found : view->lines.last, true);
}

void
window_search_key(struct chat *chat, const struct key *key)
{
	const enum find_typed typed =
	    find_type(&chat->window->search.word, key);

	if (typed == FIND_FULL)
		out_put(&chat->out, STR("\a"));
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

struct str
window_search_row(const struct chat *chat, char *room, size_t size)
{
	const struct window_search *search = &chat->window->search;
	const struct str word = find_text(&search->word);
	struct str front = STR("search: ");
	struct buf text;

	if (search->missed)
		front = STR("search (not found): ");
	if (search->missed &&
	    front.len + width_of(word) >= chat->window->columns)
		front = STR("not found: ");
	buf_init(&text, room, size);
	(void)BUF_CAT(&text, front, word);
	return buf_str(&text);
}
