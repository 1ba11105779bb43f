/*
 * Emulates a terminal as xterm, as far as forkcast uses it: takes bytes, and
 * gives rows of characters with styles. Counts everything else as foreign, so
 * that a test notices what should not be sent. Pure.
 */
#ifndef TESTS_LIB_VT_H
#define TESTS_LIB_VT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "vt_style.h"

#define VT_ROWS 60 /* the most */
#define VT_COLUMNS 200
#define VT_CELL 40 /* bytes of a character with combining ones */
#define VT_TITLE 256
#define VT_TITLES 8 /* that can be saved */
#define VT_NUMBERS 32 /* parameters of a sequence */
#define VT_PENDING (VT_TITLE + 8)

/* A row as text, without the spaces at its end, ended by NUL. */
#define VT_TEXT (VT_COLUMNS * VT_CELL + 1)

struct vt_cell {
	char text[VT_CELL]; /* empty: a space */
	bool behind; /* second half of the wide character before */
	struct vt_style style;
};

struct vt_row {
	struct vt_cell cell[VT_COLUMNS];
};

struct vt_grid {
	struct vt_row row[VT_ROWS];
	unsigned char order[VT_ROWS]; /* row of each line, from the top */
};

struct vt_cursor {
	size_t row;
	size_t column;
	struct vt_style style;
};

struct vt {
	struct vt_grid grid[2];
	struct vt_cursor kept[2]; /* saved by ESC 7, and for the other screen */
	size_t rows;
	size_t columns;
	size_t row; /* the cursor's */
	size_t column; /* equal to columns: the next character wraps */
	struct vt_style style; /* of what is printed next */
	struct vt_cell *last; /* the last printed cell; or null */
	bool isolates; /* U+2068 came in the first column */

	/* The kind of terminal; a test may change this at any time. */
	bool window; /* has what a window needs, not only a stream */
	bool one_screen; /* has no second screen */
	bool dumb; /* every escape sequence is foreign */
	bool joins; /* emoji joined by ZWJ are as wide as one */
	bool flags; /* two regional indicators take two columns */
	bool pictures; /* VS16 makes a narrow character wide */
	bool tones; /* a skin tone adds no width to its emoji */

	/* The modes that the program has turned on. */
	bool second; /* the second screen */
	bool no_wrap;
	bool hidden; /* the cursor */
	bool marks_pastes;
	bool tells_focus;
	bool wheel_is_keys; /* in the second screen; on at first */
	bool wheel_was_keys; /* as it was saved */
	char title[VT_TITLE];
	char titles[VT_TITLES][VT_TITLE];
	size_t titles_kept;

	size_t bells;
	size_t foreign; /* bytes and sequences that nobody should send */
	char pending[VT_PENDING]; /* the start of a character or a sequence */
	size_t pending_len;
	unsigned number[VT_NUMBERS]; /* parameters of the current sequence */
	size_t numbers;
};

/* Begins a terminal for a stream; for a window, also set vt->window. */
void vt_init(struct vt *vt, size_t rows, size_t columns);
void vt_feed(struct vt *vt, const char *bytes, size_t len);

/*
 * Resizes the screen. Rows at the bottom are removed, or empty ones added; on
 * the first screen, none above the cursor is removed.
 */
void vt_resize(struct vt *vt, size_t rows, size_t columns);

void vt_text(const struct vt *vt, size_t row, char text[VT_TEXT]);
const struct vt_cell *vt_cell(const struct vt *vt, size_t row, size_t column);

/*
 * Returns the column in which the text begins in that row, or VT_COLUMNS if it
 * is not there. *columns is the width of the text.
 */
size_t vt_find(
    const struct vt *vt, size_t row, const char *text, size_t *columns);

#endif
