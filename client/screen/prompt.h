/*
 * The line that is typed as rows of the screen: behind a prefix, as many rows
 * as it needs up to a limit, with marks where it goes on. Pure; the window puts
 * the rows on its canvas.
 */
#ifndef CLIENT_SCREEN_PROMPT_H
#define CLIENT_SCREEN_PROMPT_H

#include <stddef.h>

#include "edit/edit.h"
#include "shared/str.h"

/* No screen gives it more rows. */
#define PROMPT_ROWS 100

/* Of a longer prefix that is shown in a row the end is left out. */
#define PROMPT_PREFIX 512

/* What the rows take: prefix and line, and blanks or a mark for each row. */
#define PROMPT_ROOM (PROMPT_PREFIX + EDIT_MOST + PROMPT_ROWS * 16)

/* All zero: nothing is laid out yet. */
struct prompt {
	size_t rows; /* at least 1 */
	struct str row[PROMPT_ROWS]; /* styled; in text */
	size_t cursor_row, cursor_column; /* from 0 */
	size_t top; /* the row of the line that is seen first, if it has many */
	size_t from; /* the first byte that is seen, if it has one row */
	char text[PROMPT_ROOM];
};

/*
 * Lays the line out behind the prefix, which is styled text, in so many columns
 * and at most so many rows, both at least 1. It scrolls no more than the cursor
 * needs to be seen. Valid until the next call; the line may change.
 */
void prompt_lay(struct prompt *prompt, const struct edit *edit,
    struct str prefix, size_t columns, size_t most);

#endif
