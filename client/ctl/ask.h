/*
 * What forkcastctl says to a server over its control socket. Used by the
 * commands that change something, and by check.
 */
#ifndef CLIENT_CTL_ASK_H
#define CLIENT_CTL_ASK_H

#include <stdbool.h>

#include "ctl/view.h"
#include "shared/clock.h"
#include "shared/str.h"

#define ASK_WHY 512

struct question {
	const char *line; /* without LF */
	usec time; /* for each line of the answer */
	bool at_once; /* no: for all of it */
	void (*take)(struct str line); /* each line, the last one too */
};

/*
 * Says it and waits for the answer. False if that did not come in time, or is
 * none that a server gives, with why in its place. Then it is not asked any
 * more: a server that hangs does not do it later. errno is EACCES if we may not
 * ask it.
 */
bool ask(const struct view *view, const struct question *question,
    char why[ASK_WHY]);

/*
 * Does that server listen at its control socket, as far as can be told? Then
 * its process ID is noted, if it was not known (0). False with errno.
 */
bool ask_who(struct view *view);

#endif
