/*
 * The lines of a view as rows of the window: the last line at the bottom, or
 * further back if scrolled. Drawing costs time for the rows shown, however many
 * lines are kept.
 *
 * A long line continues after its stamp, indented, so that no text can pass for
 * somebody else's line (text/wrap.h).
 *
 * With page->newest, while the view is scrolled back past its last line, the
 * last row of the page shows that line, and the others what the
 * person reads.
 */
#ifndef CLIENT_TERM_PAGE_H
#define CLIENT_TERM_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "term/block.h"
#include "term/canvas.h"
#include "views/view.h"

/*
 * Puts the rows on the canvas, and empties unused ones. Adds "--- Saturday, 21
 * November 2026" where the local date changes, and "--- 12 new" before
 * view->mark. Corrects view->place if the size has changed since it was
 * scrolled.
 */
void page_draw(
    const struct page *page, struct view *view, struct canvas *canvas);

/* Returns the rows to scroll by: all but one, so that one stays visible. */
size_t page_step(const struct page *page, const struct view *view);

/* Returns whether the view's first row is on the page. */
bool page_shows_first(const struct page *page, const struct view *view);

/*
 * Scroll back by so many rows, forward, or to either end. They stop when the
 * first line is at the top, or the last at the bottom.
 */
void page_up(const struct page *page, struct view *view, size_t rows);
void page_down(const struct page *page, struct view *view, size_t rows);
void page_home(const struct page *page, struct view *view);
void page_end(const struct page *page, struct view *view);

/*
 * The number of the visible page, and of all pages of that size; both from 1.
 */
struct page_number {
	size_t now, all;
};
struct page_number page_number(
    const struct page *page, const struct view *view);

/*
 * Scrolls so that the line's match of page->found, or else its end, is visible
 * near the middle. Does nothing if it is visible already.
 */
void page_show(
    const struct page *page, struct view *view, const struct line *line);

#endif
