/*
 * The past lines, shown while the user scrolls back. They are on the terminal's
 * alternate screen, so that its main screen and scrollback stay as they are.
 */
#ifndef CLIENT_STREAM_PAGER_H
#define CLIENT_STREAM_PAGER_H

#include <stdbool.h>
#include <stddef.h>

#include "stream/scrollback.h"
#include "text/out.h"

/* The pager; all zero: closed. */
struct pager {
	bool open;
	size_t drawn; /* rows drawn correctly, from the top */
	size_t back; /* rows below the visible part */
	size_t columns;
	size_t rows; /* of the screen; the last one shows a hint */
};

/* Sets the size of the screen; also before the pager is opened. */
void pager_resize(struct pager *pager, size_t columns, size_t rows);

/* Scrolls a page back; opens the pager first if it is closed. */
void pager_up(
    struct pager *pager, struct out *out, const struct scrollback *scrollback);

/* Scrolls a page forward. Returns false past the end: then close the pager. */
bool pager_down(struct pager *pager);

/* Notes that a line was added; the visible part stays where it is. */
void pager_added(struct pager *pager, struct str line);

/* Draws the rows that are wrong, as far as out has room. */
void pager_draw(
    struct pager *pager, struct out *out, const struct scrollback *scrollback);

/* Closes the pager, if it is open, and returns to the main screen. */
void pager_close(struct pager *pager, struct out *out);

#endif
