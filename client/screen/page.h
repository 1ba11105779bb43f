/*
 * A view's lines as rows of the window: the last at the bottom, or as far back
 * as one has scrolled. What is drawn costs as much as there are rows, however
 * many lines are kept. Used by the window.
 *
 * A line goes on behind its stamp, indented, so that no text can pass for a
 * line of somebody else (text/wrap.h).
 */
#ifndef CLIENT_SCREEN_PAGE_H
#define CLIENT_SCREEN_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "screen/block.h"
#include "screen/canvas.h"
#include "shared/str.h"
#include "views/view.h"

/*
 * Puts the rows on the canvas; those that are not needed are empty. Besides the
 * lines: "--- Saturday, 21 November 2026" where the local date changes, and
 * "--- 12 new" before view->mark. If the page has another size than when one
 * scrolled back, view->place is put right.
 */
void page_draw(
    const struct page *page, struct view *view, struct canvas *canvas);

/*
 * Scrolls back by so many rows, or forward, or to either end. It stops where
 * the first line is at the top, and where the last is at the bottom.
 */
void page_up(const struct page *page, struct view *view, size_t rows);
void page_down(const struct page *page, struct view *view, size_t rows);
void page_home(const struct page *page, struct view *view);
void page_end(const struct page *page, struct view *view);

/* Which page that is, of how many, if each is as large; both from 1. */
struct page_number {
	size_t now, all;
};
struct page_number page_number(
    const struct page *page, const struct view *view);

/*
 * Scrolls such that the line is seen where it has page->found, or its end, near
 * the middle; not if that is seen.
 */
void page_show(
    const struct page *page, struct view *view, const struct line *line);

#endif
