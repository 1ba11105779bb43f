/*
 * The names in commands that are not answered yet. A refusal of the server says
 * only "that name", and the person is told which one.
 */
#ifndef CLIENT_CHAT_CORE_NOTES_PENDING_NAMES_H
#define CLIENT_CHAT_CORE_NOTES_PENDING_NAMES_H

#include <stddef.h>

#include "net/session.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* Room for a refusal with its name or group. */
#define PENDING_NAMES_ROOM (LIMIT_GROUP + 128)
static_assert(LIMIT_NAME <= LIMIT_GROUP, "a name fits, too");

struct pending_name {
	size_t command; /* number of the command: session_said */
	size_t len;
	char text[LIMIT_NAME];
	size_t group_len;
	char group[LIMIT_GROUP];
};

/* All zero: no names. */
struct pending_names {
	struct pending_name name[SESSION_OWED]; /* a ring */
};

/* Notes a command of any kind that was just sent. */
void pending_names_say(struct pending_names *pending,
    const struct session *session, const struct command *command);

/*
 * Takes a line of the server that the session has not noted yet. If it refuses
 * a command because of a name, replaces its text with one, in room, that
 * contains the name; if because we are muted or banned, with one that says why.
 */
void pending_names_note(const struct pending_names *pending,
    const struct session *session, struct command *line,
    char room[PENDING_NAMES_ROOM]);

#endif
