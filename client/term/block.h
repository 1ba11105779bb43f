/*
 * A line of a view as rows: a heading such as the date, and the line after its
 * stamp, wrapped if it is too wide.
 */
#ifndef CLIENT_TERM_BLOCK_H
#define CLIENT_TERM_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "term/canvas.h"
#include "views/view.h"

/* The place of rows on the canvas, from the first column on: see page.h. */
struct page {
	size_t top, rows, columns;
	bool stamps; /* show stamps before lines, if there is room */
	bool newest; /* scrolled back, its last row shows the newest line */
	/*
	 * A word to highlight; empty: none. It is reversed in the line
	 * view->found, and underlined elsewhere.
	 */
	struct str found;
};

/* Returns how many rows the line takes, at least 1. */
size_t block_rows(
    const struct page *page, const struct view *view, const struct line *line);

/*
 * Returns the line's first row, from 0, with a match of page->found; the last
 * row if there is no match.
 */
size_t block_row_found(
    const struct page *page, const struct view *view, const struct line *line);

/*
 * Puts the line's rows on the canvas, without the first skip ones, from a row
 * of the canvas on, up to the end of the page. Returns the row after the last.
 */
size_t block_put(const struct page *page, const struct view *view,
    const struct line *line, size_t skip, struct canvas *canvas, size_t row);

#endif
