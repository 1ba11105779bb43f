/*
 * The title of the terminal's window: where one is, and how much is new. Only
 * for terminals that are known to have one; the title from before comes back at
 * the end, where the terminal keeps it. Used by the window.
 */
#ifndef CLIENT_SCREEN_TITLE_H
#define CLIENT_SCREEN_TITLE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "text/out.h"

/* Room for any, in bytes; it is cut. */
#define TITLE_SIZE 160

struct title {
	bool known; /* the terminal has one */
	char text[TITLE_SIZE]; /* what it shows */
	size_t len;
};

/*
 * Keeps the title that is there, unless it has begun and not ended: then it may
 * show anything. TERM as the environment has it, or null.
 */
void title_begin(struct title *title, struct out *out, const char *term);

/*
 * Shows "(3) forkcast: dev", or less if the view has no name or nothing is new;
 * only if it shows something else, and out has room. The name may be anything.
 */
void title_show(
    struct title *title, struct out *out, struct str view, size_t news);

/* The title from before. */
void title_end(struct title *title, struct out *out);

#endif
