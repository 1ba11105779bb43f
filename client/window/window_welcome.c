/*
 * The hints at the top of a window in which nobody has said
 * anything yet. They are in no view, and so in no log. See window.h.
 */
#include "person/chat_state.h"
#include "text/theme.h"
#include "window/window.h"

/* The least rows of the window, and columns of the page, that have room. */
#define LEAST_ROWS 20
#define COLUMNS 60

/* In the view of all, and in any other. */
static const char *const lines[][3] = {
	{ "To talk, type /join and the name of a group.",
	    "Alt-A goes to the next view with new messages.",
	    "/help lists the commands." },
	{ "To talk, type a line and press Enter.",
	    "Alt-A goes to the next view with new messages.",
	    "/help lists the commands." },
};

#define ROWS COUNT(lines[0])

bool
window_is_said(enum line_kind kind)
{
	return kind <= LINE_OWN || kind >= LINE_PENDING;
}

/*
 * Returns whether the page has room for the lines and an empty row. Notes in
 * the window if something was said.
 */
static bool
has_room(struct window *window, const struct view *view)
{
	const struct page *page = &window->page;
	size_t used = ROWS + 1;

	for (const struct line *line = view->lines.last;
	     line != NULL && used <= page->rows; line = line->before) {
		window->said =
		    window->said || window_is_said((enum line_kind)line->kind);
		used += block_rows(page, view, line);
	}
	return !window->said && used <= page->rows && page->columns >= COLUMNS;
}

void
window_welcome(struct chat *chat)
{
	struct window *window = chat->console->window;
	const struct view *view = window_now(chat);
	const struct page *page = &window->page;
	struct buf *line = &chat->console->line;

	if (window->said || window->covered || window->rows < LEAST_ROWS ||
	    !has_room(window, view))
		return;
	for (size_t i = 0; i < ROWS; i++) {
		buf_drop(line, buf_len(line));
		(void)BUF_CAT(line, theme_style(THEME_EVENT),
		    str_from(lines[view->kind != VIEW_ALL][i]),
		    STR("\033[0m")); /* there is room */
		(void)canvas_put(&window->canvas, page->top + i, 0,
		    page->columns, buf_str(line));
	}
	buf_drop(line, buf_len(line));
}
