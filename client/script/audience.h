/*
 * The number of others in a group at the moment when a line is said there. The
 * server sends events in the order in which things happened. The list of
 * members, updated by each later event, is therefore exact when our own message
 * comes back: everybody counted gets it too. Only for a script that is in no
 * other group.
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

/* Asks for the members of the group, unless that was done before. */
void audience_ask(
    struct audience *audience, struct session *session, struct str group);

/* Takes a line of the server. */
void audience_note(
    struct audience *audience, const struct command *line, struct str group);

/* Returns how many others are surely in the group; 0 until all are listed. */
size_t audience_others(const struct audience *audience);

#endif
