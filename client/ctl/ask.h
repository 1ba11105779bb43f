/* Sends commands to a server over its control socket. */
#ifndef CLIENT_CTL_ASK_H
#define CLIENT_CTL_ASK_H

#include <stdbool.h>

#include "ctl/view.h"
#include "shared/clock.h"
#include "shared/str.h"

#define ASK_WHY 512

struct question {
	const char *line; /* without LF */
	usec time; /* how long to wait for each line of the answer */
	bool at_once; /* time is for the whole answer instead */
	/* called for every line, including the last */
	void (*take)(struct str line);
};

/*
 * Sends the command and waits for the answer. Returns false with why if the
 * answer is late or invalid; the connection is then closed, so that a hanging
 * server does not carry out the command later. errno is EACCES if we may not
 * connect.
 */
bool ask(const struct view *view, const struct question *question,
    char why[ASK_WHY]);

/*
 * Returns whether the server listens at its control socket, as far as can be
 * known. Sets its process ID if that was unknown (0). Returns false with errno.
 */
bool ask_who(struct view *view);

#endif
