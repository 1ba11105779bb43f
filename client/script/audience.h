/*
 * The number of others in a group at the moment when a line is said there. The
 * server's events come in the order of what has happened, so that a list of
 * members, kept up by the events since, is never out of date: when our own
 * message comes, everybody counted here gets it too. Only for a script that is
 * in no other group.
 */
#ifndef CLIENT_SCRIPT_AUDIENCE_H
#define CLIENT_SCRIPT_AUDIENCE_H

#include <stddef.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* All zero: not asked yet. */
struct audience {
	enum {
		AUDIENCE_UNKNOWN,
		AUDIENCE_ASKED,
		AUDIENCE_LISTED, /* the list has begun */
		AUDIENCE_KNOWN
	} state;
	size_t members; /* including ourselves */
	size_t left_meanwhile; /* left during the list, which may still name
				  them */
};

/* Asks who is in the group, unless that was done before. */
void audience_ask(
    struct audience *audience, struct session *session, struct str group);

/* Takes a line of the server. */
void audience_note(
    struct audience *audience, const struct command *line, struct str group);

/* Returns how many others are in the group at least. */
size_t audience_others(const struct audience *audience);

#endif
