/*
 * Following groups without a gap, for listen: what was said before we joined,
 * while the connection was lost, or while there was no room, is fetched from
 * the server's history. A group is behind until that is done: its new events
 * are dropped, for the history has them.
 */
#ifndef CLIENT_SCRIPT_HEAR_FOLLOW_H
#define CLIENT_SCRIPT_HEAR_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "script/script.h"

struct follow_options {
	struct script *script;
	/* Takes an event that is past, or that has waited, and its line. */
	void (*take)(const struct command *event, struct str line);
	/* Returns whether a page of 200 events may come. */
	bool (*has_room)(void);
	/*
	 * The command may have no room, or must not miss an event: we ask at
	 * once whether a group is recorded.
	 */
	bool checks;
	/*
	 * The command must not miss an event: rather than that, the script
	 * fails. With checks.
	 */
	bool strict;
};

/* To be called after script_begin; before it, follow_take consumes nothing. */
void follow_begin(const struct follow_options *options);
void follow_free(void);

/*
 * Makes the group one that is behind from that ID on, before it is joined. If
 * its history cannot be read at first, the script fails. If it is certain that
 * the ID is that of an event of the group, a history without it is reported as
 * one that may lack others.
 */
void follow_from(struct str group, uint64_t id, bool certain);

/*
 * Takes the last line of script_take. Returns true if it is consumed: it
 * belongs to a reply that was asked for, or is an event of a group that is
 * behind, or falls behind for want of room.
 */
bool follow_take(const struct command *line);

/* Sends the next request, if there is room. To be called in each turn. */
void follow_go_on(void);

/* Returns when follow_go_on must be called next, if no line comes before. */
usec follow_due(void);

/* Notes that the connection is lost and will be restored: script.lost. */
void follow_lost(void);

/*
 * Returns the ID of the last event of the group that was passed on; 0 if there
 * is none. All events before it were passed on, too. The lines of a message
 * have one ID, and are one event.
 */
uint64_t follow_place(struct str group);

#endif
