/*
 * The screen of a terminal, as far as forkcast draws on one: bytes in, rows of
 * characters with their styles out, as xterm would show them. Everything else
 * than that is counted as foreign, so that a test sees what should not have
 * come. Pure.
 */
#ifndef TESTS_LIB_VT_H
#define TESTS_LIB_VT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "vt_style.h"

#define VT_ROWS 60 /* at most */
#define VT_COLUMNS 200
#define VT_CELL 40 /* bytes of a character and what is joined to it */
#define VT_TITLE 256
#define VT_TITLES 8 /* that can be kept */
#define VT_NUMBERS 32 /* of one sequence */
#define VT_PENDING (VT_TITLE + 8)
#define VT_ANSWERS 256

/* A row as text: without the spaces at its end, ended by NUL. */
#define VT_TEXT (VT_COLUMNS * VT_CELL + 1)

struct vt_cell {
	char text[VT_CELL]; /* empty: a space */
	bool behind; /* the second half of the wide one before it */
	struct vt_style style;
};

struct vt_row {
	struct vt_cell cell[VT_COLUMNS];
	bool goes_on; /* the terminal has wrapped it into the next */
};

struct vt_grid {
	struct vt_row row[VT_ROWS];
	unsigned char order[VT_ROWS]; /* which is the first, the second... */
};

struct vt_cursor {
	size_t row;
	size_t column;
	struct vt_style style;
};

struct vt {
	struct vt_grid grid[2];
	struct vt_cursor kept[2]; /* by ESC 7, and beside a second screen */
	size_t rows;
	size_t columns;
	size_t row; /* of the cursor */
	size_t column; /* equal to columns: the next character wraps */
	size_t top; /* of the region that scrolls */
	size_t bottom; /* its last row */
	struct vt_style style; /* of what is printed next */
	struct vt_cell *last; /* was just printed; or null */
	bool isolates; /* U+2068 has come in the first column */

	/* The kind of terminal; a test may change this at any time. */
	bool window; /* knows what the window needs; else the stream's alone */
	bool one_screen; /* there is no second one */
	bool dumb; /* every escape sequence is foreign */
	bool silent; /* does not answer */
	bool joins; /* emoji joined by ZWJ take the room of one */
	bool flags; /* two regional indicators are one of two columns */
	bool wide_halves; /* each of them takes two by itself, not one */
	bool pictures; /* VS16 makes a narrow one wide */
	bool tones; /* a skin tone takes no room behind its emoji */

	/* The modes that the program has turned on. */
	bool second; /* the second screen */
	bool no_wrap;
	bool hidden; /* the cursor */
	bool marks_pastes;
	char title[VT_TITLE];
	char titles[VT_TITLES][VT_TITLE];
	size_t titles_kept;
	char answers[VT_ANSWERS]; /* to be sent to it; the user empties it */
	size_t answers_len;

	size_t bytes; /* in all */
	size_t bells;
	size_t colours; /* how often one was chosen, or reversal */
	size_t reversals;
	size_t asked; /* for the cursor's place */
	size_t foreign; /* bytes and sequences that nobody should send */
	char pending[VT_PENDING]; /* the start of a character or a sequence */
	size_t pending_len;
	unsigned number[VT_NUMBERS]; /* of the sequence that is being done */
	size_t numbers;
};

/* A screen of a stream; for one of a window, set vt->window. */
void vt_init(struct vt *vt, size_t rows, size_t columns);
void vt_feed(struct vt *vt, const char *bytes, size_t len);

/*
 * Gives it another size. Rows are cut off or empty ones added at the bottom,
 * but on the first screen none that stands above the cursor's.
 */
void vt_resize(struct vt *vt, size_t rows, size_t columns);

void vt_text(const struct vt *vt, size_t row, char text[VT_TEXT]);
bool vt_goes_on(const struct vt *vt, size_t row);
const struct vt_cell *vt_cell(const struct vt *vt, size_t row, size_t column);

/*
 * The column in which the text begins in that row, or VT_COLUMNS: it is not
 * there. *columns is how many it takes.
 */
size_t vt_find(
    const struct vt *vt, size_t row, const char *text, size_t *columns);

#endif
