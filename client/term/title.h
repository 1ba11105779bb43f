/*
 * The title of the terminal's window: the current view, and how much is unread.
 * It is shown only on terminals known to have a title. At the end the old title
 * is restored, if the terminal has saved it.
 */
#ifndef CLIENT_TERM_TITLE_H
#define CLIENT_TERM_TITLE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "system/out.h"

/* Room for a title, in bytes; a longer one is cut. */
#define TITLE_SIZE 160

struct title {
	bool known; /* the terminal has a title */
	char text[TITLE_SIZE]; /* the title shown */
	size_t len;
};

/*
 * Saves the terminal's title. Does not save it again before title_end, because
 * the title is ours until then. term is TERM from the environment, or null.
 */
void title_begin(struct title *title, struct out *out, const char *term);

/*
 * Shows "(3) forkcast: dev", or less if the view has no name or there is no
 * news. Writes only if the title changes and out has room. The name may be
 * anything.
 */
void title_show(
    struct title *title, struct out *out, struct str view, size_t news);

/* Restores the old title. */
void title_end(struct title *title, struct out *out);

#endif
