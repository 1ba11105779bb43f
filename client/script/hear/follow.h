/*
 * Following groups without a gap, for listen: first the past, then what is new.
 * What was said before we joined, while the connection was lost, or while there
 * was no room, is fetched from the server's history. A group is behind until
 * that is done: its new events are dropped, for the history has them. How far
 * the command has come in each group can be kept in a file, as lines
 * "ID GROUP". The lines of a message have one ID, and are one event.
 */
#ifndef CLIENT_SCRIPT_HEAR_FOLLOW_H
#define CLIENT_SCRIPT_HEAR_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "script/script.h"

struct follow_options {
	struct script *script;
	/*
	 * Takes an event that is past, and its line. Returns whether more are
	 * wanted.
	 */
	bool (*take)(const struct command *event, struct str line);
	/* Returns whether a page of 200 events may come. */
	bool (*has_room)(void);
	char *const *groups; /* to follow, ended by a null */
	uint64_t after; /* the ID where each one begins; 0: when we join it */
	/*
	 * Null, or the path of the file: groups that are in it begin there, and
	 * rather than miss an event, the script fails.
	 */
	const char *file;
};

/*
 * Reads the file, if it exists, and writes it, to see that this is possible.
 * Ends the program with EX_CANTCREAT, or EX_DATAERR for a line of another form.
 * If this was not called, follow_take consumes nothing.
 */
void follow_begin(const struct follow_options *options);

/*
 * Takes a line that the script takes. Returns true if it is consumed: it
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
 * Notes that the command has done all events of the group up to this one, if it
 * was passed on whole; or all that were passed on, of all groups.
 */
void follow_done(struct str group, uint64_t id);
void follow_all_done(void);

/*
 * Writes the file if it has changed: replaces it atomically and waits for the
 * disk. Returns false with errno on failure.
 */
bool follow_save(void);

#endif
