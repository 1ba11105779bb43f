/*
 * A line of a view as rows: what stands above it, as the date, and the line
 * behind its stamp, cut where it is too wide. Used by the page.
 */
#ifndef CLIENT_SCREEN_BLOCK_H
#define CLIENT_SCREEN_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "screen/canvas.h"
#include "shared/str.h"
#include "views/view.h"

/* Where rows go on the canvas, from its first column on: see page.h. */
struct page {
	size_t top, rows, columns;
	bool stamps; /* in front of lines, if there is room for them */
	struct str found; /* is shown reversed; empty: nothing. If view->found
			     is a line, elsewhere it is but underlined */
};

/* How many rows that is, at least 1. */
size_t block_rows(
    const struct page *page, const struct view *view, const struct line *line);

/* The first of them with what is found, from 0; without that the last. */
size_t block_row_found(
    const struct page *page, const struct view *view, const struct line *line);

/*
 * Puts its rows on the canvas, but for the first ones that are skipped, from
 * that row of the canvas on, as far as the page goes. Returns the row behind
 * the last.
 */
size_t block_put(const struct page *page, const struct view *view,
    const struct line *line, size_t skip, struct canvas *canvas, size_t row);

#endif
