/*
 * The lines of a view as rows of the window: the last line at the bottom, or
 * further back if scrolled. Drawing costs time for the rows shown, however many
 * lines are kept.
 *
 * A long line continues after its stamp, indented, so that no text can pass for
 * somebody else's line (text/wrap.h).
 */
#ifndef CLIENT_TERM_PAGE_H
#define CLIENT_TERM_PAGE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "term/canvas.h"
#include "views/views.h"

/* The place of rows on the canvas, from the first column on. */
struct page {
	size_t top, rows, columns;
	bool stamps; /* show stamps before lines, if there is room */
	/*
	 * A word to highlight; empty: none. It is reversed in the line
	 * view->found, and underlined elsewhere.
	 */
	struct str found;
};

/*
 * Puts the rows on the canvas, and empties unused ones. Adds "--- Saturday, 21
 * November 2026" where the local date changes, and "--- 12 new" before
 * view->mark. Corrects view->place if the size has changed since it was
 * scrolled.
 */
void page_draw(
    const struct page *page, struct view *view, struct canvas *canvas);

/* Returns the rows to scroll by: all but one, so that one stays visible. */
long page_step(const struct page *page);

/* Returns whether the view's first row is on the page. */
bool page_shows_first(const struct page *page, const struct view *view);

/* Far enough to scroll to the first line, whatever there is. */
#define PAGE_FAR LONG_MAX

/*
 * Scrolls back by so many rows, or on if it is negative. It stops when the
 * first line is at the top, or the last at the bottom.
 */
void page_scroll(const struct page *page, struct view *view, long rows);

/*
 * Scrolls so that a line of the view, and in it the match of page->found, or
 * else its end, is visible near the middle. Does nothing if it is visible
 * already.
 */
void page_show(const struct page *page, struct view *view, struct line *line);

#endif
