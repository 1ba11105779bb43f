/*
 * What has gone by, while one scrolls back: on a screen of its own beside the
 * terminal's, which stays as it is with its own scrollback. Owned by the
 * stream.
 */
#ifndef CLIENT_STREAM_PAGER_H
#define CLIENT_STREAM_PAGER_H

#include <stdbool.h>
#include <stddef.h>

#include "stream/past.h"
#include "text/out.h"

/* All zero: not open. */
struct pager {
	bool open;
	size_t drawn; /* rows that stand there as they should */
	size_t back; /* rows below the view */
	size_t columns;
	size_t rows; /* the last one tells how to go on */
};

/* The window has, from now on, that size; also before it is opened. */
void pager_resize(struct pager *pager, size_t columns, size_t rows);

/* Goes a page back, or if it is not open opens there. */
void pager_up(struct pager *pager, struct out *out, const struct past *past);

/* Goes a page on; false if that is past the end: it is to be closed. */
bool pager_down(struct pager *pager);

/* A line has been added; the view stays where it is. */
void pager_added(struct pager *pager, struct str line);

/* Draws what is not there as it should be, as far as out has room. */
void pager_draw(struct pager *pager, struct out *out, const struct past *past);

/* Closes it, if it is open: the terminal's own screen is back. */
void pager_close(struct pager *pager, struct out *out);

#endif
