/*
 * The front of IRC without a worker around it: the test plays its client and
 * its router. There is one client at a time.
 */
#ifndef TESTS_LIB_WORKER_IRC_FRONT_H
#define TESTS_LIB_WORKER_IRC_FRONT_H

#include "shared/str.h"

/*
 * Begins a new client and lets "ali" enter with these capabilities, separated
 * by spaces, on a server whose answer to "can" is that.
 */
void irc_front_enter(struct str can, struct str caps);

/* Says a line, with its CR LF, and tests what goes up to the router. */
void irc_front_says(struct str line, struct str up);

/*
 * Gives a line of the router, without its LF, and tests what the client gets
 * for it.
 */
void irc_front_hears(struct str line, struct str out);

/* The same without a test of what the client gets. */
void irc_front_passes(struct str line);

/* What the client gets is written to it: tests what goes up. */
void irc_front_is_written(struct str up);

/* Tests what has gone up to the router since the last time. */
void irc_front_asks(struct str up);

/* Tests what the client has got beyond what has been tested. */
void irc_front_gets(struct str out);

#endif
