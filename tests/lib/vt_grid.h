/*
 * The effect of characters and line feeds on the rows and cells of a screen
 * (vt.h). Only for vt, which parses the sequences.
 */
#ifndef TESTS_LIB_VT_GRID_H
#define TESTS_LIB_VT_GRID_H

#include <stdint.h>

#include "vt.h"

struct vt_row *vt_row(struct vt *vt, size_t row);

/* Makes spaces of the columns from the first to before the end. */
void vt_erase(struct vt *vt, size_t row, size_t from, size_t end);

/* Moves all rows from the first to the last up, or down. */
void vt_scroll_up(struct vt *vt, size_t first, size_t last, size_t count);
void vt_scroll_down(struct vt *vt, size_t first, size_t last, size_t count);

/* Moves one row down or up; at the region's end, scrolls. */
void vt_line_feed(struct vt *vt);
void vt_reverse_feed(struct vt *vt);

/* Puts a character where the cursor is. */
void vt_print(struct vt *vt, struct str bytes, uint32_t c);

#endif
