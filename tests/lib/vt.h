/*
 * The screen of a terminal, as far as forkcast draws on one: bytes in, rows of
 * characters out. Everything else than that is counted as foreign, so that a
 * test sees what should not have come. Pure; used by pty.
 */
#ifndef TESTS_LIB_VT_H
#define TESTS_LIB_VT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

#define VT_ROWS 60
#define VT_COLUMNS 200 /* at most */
#define VT_CELL 16

/* A row as text: without the spaces at its end, ended by NUL. */
#define VT_TEXT (VT_COLUMNS * VT_CELL + 1)

struct vt {
	char cell[VT_ROWS][VT_COLUMNS][VT_CELL]; /* a character each */
	char own[VT_ROWS][VT_COLUMNS]
		[VT_CELL]; /* those beside a second screen */
	bool one_screen; /* there is no second one */
	bool second; /* that one is shown */
	size_t own_row; /* of the cursor, then */
	size_t own_column;
	size_t columns;
	size_t row; /* of the cursor */
	size_t column; /* equal to columns: behind the last */
	bool dumb; /* every escape sequence is foreign */
	bool marks_pastes;
	size_t bells;
	size_t colours; /* how often one was chosen, or reversal */
	size_t reversals;
	size_t foreign; /* bytes and sequences that nobody should send */
	char pending[VT_CELL]; /* the start of a character or a sequence */
	size_t pending_len;
};

void vt_init(struct vt *vt, size_t columns);
void vt_feed(struct vt *vt, const char *bytes, size_t len);
void vt_text(const struct vt *vt, size_t row, char text[VT_TEXT]);

#endif
