/*
 * Following groups without a gap, for listen and fifo: what was said before we
 * joined, or while the connection was lost, is fetched from the server's
 * history, and new events wait behind it. A group is behind until that is done.
 */
#ifndef CLIENT_SCRIPT_HEAR_FOLLOW_H
#define CLIENT_SCRIPT_HEAR_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "script/script_data.h"
#include "shared/limits.h"

/* The most events that one request brings, and the most lines of all these. */
#define FOLLOW_PAGE 200
#define FOLLOW_LINES ((size_t)FOLLOW_PAGE * (LIMIT_LINES + 1))

struct follow_options {
	struct script *script;
	/* Takes an event that is past, or that has waited, and its line. */
	void (*take)(const struct command *event, struct str line);
	/* Returns whether FOLLOW_PAGE events may come. */
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
 * belongs to a reply that follow.c has asked for, or is an event of a group
 * that is behind, which take will get later. Without room for it, a group falls
 * behind if it is known to be recorded.
 */
bool follow_take(const struct command *line);

/*
 * Returns whether a page of the past is arriving, or about to. It should be
 * read to its end: the server does not wait for long.
 */
bool follow_fetches(void);

/*
 * Passes on events that have waited, and sends the next request, if there is
 * room. To be called in each turn.
 */
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

/*
 * Returns the ID of the group's message of which only some lines were passed
 * on; 0 if there is none. take may ask this for the line that it gets.
 */
uint64_t follow_unfinished(struct str group);

#endif
