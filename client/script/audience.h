/*
 * How many others are in a group at the moment at which a line is said there.
 * The server's events come in the order in which it did what they tell, so that
 * a list of members and what has changed since are never out of date: when our
 * own message comes, whoever is counted here gets it too. For a script that is
 * in no other group. Used by forkcast send.
 */
#ifndef CLIENT_SCRIPT_AUDIENCE_H
#define CLIENT_SCRIPT_AUDIENCE_H

#include <stddef.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* All zero: nobody has been asked for. */
struct audience {
	enum {
		AUDIENCE_UNKNOWN,
		AUDIENCE_ASKED,
		AUDIENCE_LISTED, /* the list has begun */
		AUDIENCE_KNOWN
	} state;
	size_t members; /* we are one of them */
	size_t gone; /* while the list came; they may stand in it */
};

/* Asks who is in the group, if that was not done yet. */
void audience_ask(
    struct audience *audience, struct session *session, struct str group);

/* A line of the server has come. */
void audience_note(
    struct audience *audience, const struct command *line, struct str group);

/* At least so many others are there. */
size_t audience_others(const struct audience *audience);

#endif
