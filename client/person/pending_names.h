/*
 * Whom the commands name that are under way: a refusal of the server only says
 * "that name", and the person is told which it is. Used by the chat.
 */
#ifndef CLIENT_PERSON_PENDING_NAMES_H
#define CLIENT_PERSON_PENDING_NAMES_H

#include <stddef.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* Room for what a refusal becomes. */
#define PENDING_NAMES_ROOM (LIMIT_NAME + 64)

struct pending_names_name {
	size_t command; /* its number: session_said */
	size_t len;
	char text[LIMIT_NAME];
};

/* All zero: nobody has been named. */
struct pending_names {
	struct pending_names_name name[SESSION_OWED]; /* a ring */
};

/* A command, whichever it is, has just been said. */
void pending_names_say(struct pending_names *whom,
    const struct session *session, const struct command *command);

/*
 * A line of the server has come; the session has not noted it yet. A refusal
 * for a name says which one, in room.
 */
void pending_names_note(const struct pending_names *whom,
    const struct session *session, struct command *line,
    char room[PENDING_NAMES_ROOM]);

#endif
