/*
 * A page to read and put away, such as help: it covers the views until a key is
 * pressed that does not scroll it. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "text/width.h"

/* The columns of the time before each line of a view. */
#define STAMP 8

void
window_pager_line(struct chat *chat, struct str line)
{
	struct window *window = chat->console->window;
	struct line *pager_line = lines_new(LINE_REMARK, 0, line);

	if (!window->covered) {
		lines_free(&window->cover.lines);
		window->cover.place = (struct place) { 0 };
	}
	window->covered = window->leafed = true;
	/* Out of memory, the page lacks this line. */
	if (pager_line != NULL)
		lines_put(&window->cover.lines, pager_line, NULL);
	window_press(chat);
}

void
window_uncover(struct chat *chat)
{
	struct window *window = chat->console->window;

	window->covered = false;
	window->cover.place = (struct place) { 0 };
	lines_free(&window->cover.lines);
	window_press(chat);
}

bool
window_cover_fits(struct chat *chat, size_t rows)
{
	struct window *window = chat->console->window;
	struct lines *lines = &window->cover.lines;
	struct view *view = window_now(chat);
	const size_t columns = window->page.columns;
	size_t taken = 0;

	for (const struct line *line = lines->first; line != NULL;
	     line = line->after)
		taken +=
		    1 + (STAMP + width_of(lines_text(line))) / (columns + 1);
	if (taken > rows)
		return false;
	window->covered = false;
	for (const struct line *line = lines->first; line != NULL;
	     line = line->after)
		(void)window_add(
		    chat, view, LINE_REMARK, clock_wall(), lines_text(line));
	lines_free(lines);
	return true;
}

/* Turns to the next page, or puts the last one away. */
static void
next_page(struct chat *chat)
{
	struct window *window = chat->console->window;

	if (window->cover.place.line == NULL)
		window_uncover(chat);
	else
		page_down(&window->page, &window->cover, window->page.rows);
}

/* Takes a character: Space and q act as in other pagers, others are typed. */
static bool
take_character(struct chat *chat, const struct key *key)
{
	if (key->bytes[0] == ' ')
		next_page(chat);
	else
		window_uncover(chat);
	return key->bytes[0] == ' ' || key->bytes[0] == 'q';
}

bool
window_cover_key(struct chat *chat, const struct key *key)
{
	struct window *window = chat->console->window;

	switch (key->kind) {
	case KEY_PAGE_UP:
		page_up(&window->page, &window->cover, window->page.rows);
		return true;
	case KEY_PAGE_DOWN:
		next_page(chat);
		return true;
	case KEY_CHARACTER:
		return take_character(chat, key);
	case KEY_ESCAPE:
	case KEY_ENTER:
		window_uncover(chat);
		return true;
	default:
		window_uncover(chat);
		return false;
	}
}
