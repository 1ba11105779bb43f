/*
 * Puts characters and line feeds into the rows and cells of a screen (vt.h).
 * Only for vt, which parses the sequences.
 */
#ifndef TESTS_LIB_VT_GRID_H
#define TESTS_LIB_VT_GRID_H

#include <stdint.h>

#include "vt.h"

struct vt_row *vt_row(struct vt *vt, size_t row);

/* Clears the columns from from to before end. */
void vt_erase(struct vt *vt, size_t row, size_t from, size_t end);

/* Scroll the rows from first to last up, or down. */
void vt_scroll_up(struct vt *vt, size_t first, size_t last, size_t count);
void vt_scroll_down(struct vt *vt, size_t first, size_t last, size_t count);

/* Move the cursor one row down or up; at the end of the region, scroll it. */
void vt_line_feed(struct vt *vt);
void vt_reverse_feed(struct vt *vt);

/* Puts a character at the cursor. */
void vt_print(struct vt *vt, struct str bytes, uint32_t c);

#endif
