/*
 * The newest line of a view in one row, so that it is seen while the person
 * reads further back.
 */
#ifndef CLIENT_TERM_NEWEST_H
#define CLIENT_TERM_NEWEST_H

#include "term/block.h"
#include "term/canvas.h"
#include "views/view.h"

/*
 * Puts "newest: 14:03 sara: tea is ready" into the last row of the page. If the
 * line has to be cut, the last column says so.
 */
void newest_put(
    const struct page *page, const struct view *view, struct canvas *canvas);

#endif
