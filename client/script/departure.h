/*
 * Leaving a group and learning whether its table has gone with us. A script
 * that has written a key asks for the modes of the group, leaves it, and then
 * asks for the key, as any other client may: without the group it gets an
 * error. If the group's modes hide it from others, the answer would tell
 * nothing, so it does not leave.
 */
#ifndef CLIENT_SCRIPT_DEPARTURE_H
#define CLIENT_SCRIPT_DEPARTURE_H

#include <stdbool.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* All zero: not begun. */
struct departure {
	enum {
		DEPARTURE_NONE,
		DEPARTURE_STAYS, /* to ask for the modes */
		DEPARTURE_ASKS, /* has asked */
		DEPARTURE_GOES, /* to leave */
		DEPARTURE_LEAVES, /* has left, and no answer has come */
		DEPARTURE_LOOKS, /* to ask for the key */
		DEPARTURE_AWAITS, /* has asked */
		DEPARTURE_OVER
	} state;
	bool gone; /* the table is; once it is over */
};

void departure_begin(struct departure *departure);

/* Sends the next command, when one is due and the session is ready. */
void departure_say(struct departure *departure, struct session *session,
    struct str group, struct str key);

/* Takes a line of the server that the session has noted. */
void departure_note(struct departure *departure, const struct session *session,
    const struct command *line);

#endif
