/*
 * The items that forkcast post has put into a box, from the server's reply
 * until they are done: which of them wait, and how they end. The server tells
 * this to a client that wants full events.
 */
#ifndef CLIENT_SCRIPT_WORK_POSTED_H
#define CLIENT_SCRIPT_WORK_POSTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/grammar.h"

/* All zero: nothing was posted. */
struct posted {
	struct posted_item {
		uint64_t id;
		bool taken;
	} * item; /* not done yet, by their IDs */
	size_t count, room;
	size_t waiting; /* of these: not taken */
	int status; /* the highest of those done */
	size_t dropped; /* items that never will be done */
};

/*
 * Adds the item of "ok post BOX ID". The server numbers items in the order of
 * the replies. Ends the program if out of memory.
 */
void posted_add(struct posted *posted, const struct command *ok);

/*
 * Takes an event; returns whether it concerns one of the items. The item's ID
 * is its first argument.
 */
bool posted_note(struct posted *posted, const struct command *line);

void posted_free(struct posted *posted);

#endif
