/*
 * Shows a person the topic and the members of a group that was just joined, and
 * whether it is recorded. The chat requests them by itself; completion needs
 * the members as well.
 */
#ifndef CLIENT_CHAT_CORE_NOTES_ARRIVAL_H
#define CLIENT_CHAT_CORE_NOTES_ARRIVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "net/session.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* All zero: a new connection. */
struct arrival {
	size_t hushed; /* how many of the next groups are not shown */
	size_t lines; /* lines of names so far, of the current list */
};

/* Asks about a group that we have joined. A hushed group is not shown. */
void arrival_ask(struct arrival *arrival, struct session *session,
    struct str group, bool hushed);

/* How to show an answer to arrival_ask, which session_hides would hide. */
enum arrival_view {
	ARRIVAL_HIDDEN, /* also for a line that is no answer to arrival_ask */
	ARRIVAL_SHOWN,
	ARRIVAL_ALONE, /* nobody else is in the group */
	ARRIVAL_RECORDED, /* the group has a history: "ok mode G ..." */
	ARRIVAL_RECORDED_STILL /* and we have reconnected to it */
};

/*
 * Takes a line of the server that the session has not noted yet; returns how to
 * show it.
 */
enum arrival_view arrival_note(struct arrival *arrival,
    const struct session *session, const struct command *line);

#endif
