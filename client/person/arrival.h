/*
 * What a person is shown of a group that was just joined: its topic, and who is
 * there. Both are asked for unseen; that the names come is of use for their
 * completion, too. Used by the chat.
 */
#ifndef CLIENT_PERSON_ARRIVAL_H
#define CLIENT_PERSON_ARRIVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* All zero: a new connection. */
struct arrival {
	size_t hushed; /* so many groups, the next ones, are not shown */
	size_t lines; /* of names that have come, of the group that comes */
};

/* We have joined the group: asks; it is not shown if it is hushed. */
void arrival_ask(struct arrival *arrival, struct session *session,
    struct str group, bool hushed);

/* What is to become of an answer to that, which the session would hide. */
enum arrival_view {
	ARRIVAL_HIDDEN, /* or it is no such answer */
	ARRIVAL_SHOWN,
	ARRIVAL_ALONE /* nobody else is in the group */
};

/* A line of the server has come; the session has not noted it yet. */
enum arrival_view arrival_note(struct arrival *arrival,
    const struct session *session, const struct command *line);

#endif
