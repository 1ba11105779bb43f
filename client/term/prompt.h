/*
 * Lays out the line being typed as rows of the screen: after a prefix, as many
 * rows as it needs up to a limit, with marks where it continues. Pure.
 */
#ifndef CLIENT_TERM_PROMPT_H
#define CLIENT_TERM_PROMPT_H

#include <stddef.h>

#include "edit/edit.h"
#include "shared/str.h"
#include "text/render.h"

/* The maximum number of rows. */
#define PROMPT_ROWS 100

/*
 * Room for the prefix, in bytes. A prefix wider than half of the columns is
 * cut, unless nothing is typed yet.
 */
#define PROMPT_PREFIX 512

/* Room for the line as shown, where each byte may be a line break. */
#define PROMPT_LINE (RENDER_BREAK_LEN * EDIT_MOST)

/* Room for the rows: prefix and line, and spaces or a mark for each row. */
#define PROMPT_ROOM (PROMPT_PREFIX + PROMPT_LINE + PROMPT_ROWS * 16)

/* The layout; all zero: none yet. */
struct prompt {
	size_t rows; /* at least 1 */
	struct str row[PROMPT_ROWS]; /* styled; in text */
	size_t cursor_row, cursor_column; /* from 0 */
	size_t top; /* the first visible row */
	char text[PROMPT_ROOM];
};

/*
 * Lays out the line after the prefix, which is styled text, in so many columns
 * and at most so many rows; both are at least 1. Scrolls no more than needed to
 * show the cursor. The result is valid until the next call, even if the line
 * changes.
 */
void prompt_lay(struct prompt *prompt, const struct edit *edit,
    struct str prefix, size_t columns, size_t most);

#endif
