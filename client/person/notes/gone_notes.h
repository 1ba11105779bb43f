/*
 * The people whom the person knows to be away, because we have said so: the
 * server says it with every message to them.
 */
#ifndef CLIENT_PERSON_NOTES_GONE_NOTES_H
#define CLIENT_PERSON_NOTES_GONE_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/session.h"

/* The number of people that are remembered; the oldest is forgotten. */
#define GONE_NOTES_MOST 64

/* Hashes of a name, and of a name with its reason. */
struct gone_note {
	uint64_t who; /* 0: free */
	uint64_t why;
};

/* All zero: nobody. */
struct gone_notes {
	struct gone_note note[GONE_NOTES_MOST];
	size_t next; /* which is replaced next */
	bool heard; /* gone has come for the command to be answered next */
};

/*
 * Notes a line of the server, in short form, before the session does. Returns
 * false if it says again of a person to whom we have written that they are
 * away, for the same reason.
 */
bool gone_notes_shows(struct gone_notes *notes, const struct session *session,
    const struct command *line);

#endif
