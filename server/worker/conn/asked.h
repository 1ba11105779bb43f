/*
 * Whose answers the router's lines are, for a front that asks the router for
 * itself: each command gets one answer, in the order of the commands, which is
 * ok, err, or the event that the client's own name is in; lists come before
 * their ok. Of a mode the event is the answer here, and what says behind it
 * whether the mode is kept is nobody's. Data only; used by conn.c and worker.c.
 */
#ifndef SERVER_WORKER_CONN_ASKED_H
#define SERVER_WORKER_CONN_ASKED_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/limits.h"

/* Commands that can be without an answer at a time. */
#define ASKED_MOST 256

/* As many as one step of a front may ask, and how much they may remember. */
#define ASKED_STEP 8
#define ASKED_STEP_TEXT ((size_t)4 * 1024)

/* What is remembered with all of them. */
#define ASKED_TEXT ((size_t)16 * 1024)

/* A command: the front's own, with what it shall know of it, or not. */
struct ask {
	enum verb verb; /* VERB_NONE: none was recognised */
	bool own;
	bool ends; /* the last of those that the client's line is */
	unsigned what;
	struct str word; /* what it is about, as the client has said it */
};

/* All zero is nothing asked. */
struct asked {
	struct ask ring[ASKED_MOST];
	size_t first;
	size_t count;
	size_t name_len; /* the name by now, as far as the lines have come */
	char name[LIMIT_NAME];
	size_t text_len; /* what is remembered, until nothing is asked */
	char text[ASKED_TEXT];
};

/* Is there too little room for a step? */
bool asked_is_full(const struct asked *asked);

/*
 * A command goes up, within a step for which there is room. What it is to
 * remember is copied.
 */
void asked_add(struct asked *asked, struct ask ask);

/* The last one that was asked, if that has no answer yet; or null. */
struct ask *asked_last(struct asked *asked);

/*
 * The router's lines, each in its turn: what is this one to the command that is
 * answered next, which is put into *ask? It stays good until more is asked.
 */
enum relation asked_hear(
    struct asked *asked, const struct command *line, struct ask *ask);

#endif
