/*
 * Whose answers the router's lines are, for a front that asks the router for
 * itself: each command gets one answer, in the order of the commands, which is
 * ok, err, or the event that the client's own name is in; lists come before
 * their ok. Data only; used by conn.c and worker.c.
 */
#ifndef SERVER_WORKER_ASKED_H
#define SERVER_WORKER_ASKED_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/limits.h"

/* Commands that can be without an answer at a time. */
#define ASKED_MOST 256

/* A command: the front's own, with what it shall know of it, or not. */
struct ask {
	enum verb verb; /* VERB_COUNT: none was recognised */
	bool own;
	unsigned what;
};

/* All zero is nothing asked. */
struct asked {
	struct ask ring[ASKED_MOST];
	size_t first;
	size_t count;
	size_t name_len; /* the name by now, as far as the lines have come */
	char name[LIMIT_NAME];
};

bool asked_is_full(const struct asked *asked);

/* A command goes up; not if it is full. */
void asked_add(struct asked *asked, struct ask ask);

/*
 * The router's lines, each in its turn: is this one an answer, or a line of
 * one, to the front itself? Then to what.
 */
bool asked_hear(
    struct asked *asked, const struct command *line, unsigned *what);

#endif
