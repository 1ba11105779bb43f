/*
 * The boxes of forkcast work: how many items each may give us at once. Earlier
 * boxes go first: a later one is asked only when those before it have given
 * what they had. With -e, the items that wait are counted while we have nothing
 * to do.
 */
#ifndef CLIENT_SCRIPT_BOXES_H
#define CLIENT_SCRIPT_BOXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/items.h"
#include "script/jobs.h"
#include "script/script.h"

#define BOXES_MOST BACKLOG_RANKS

struct boxes {
	struct script *script;
	const struct items *items;
	char *const *names;
	size_t count; /* of boxes, up to BOXES_MOST */
	uint64_t seconds; /* time for each item; 0: no limit */
	size_t granted[BOXES_MOST]; /* credits asked for */
	size_t takes; /* that were sent */
	size_t takes_answered;
	size_t takes_awaited; /* answers needed before any other take */
	usec again; /* no take before that time; 0: no refusal */
	/*
	 * The census: the server gives us what waits before it answers. So if
	 * it says then that nothing waits, the boxes are empty.
	 */
	size_t asked; /* boxes asked */
	size_t told; /* of these */
	uint64_t waiting; /* items in the boxes that were counted */
	bool counted; /* it was begun, and is not out of date */
	usec stale; /* when items that nobody gets are counted again; or 0 */
};

/* Returns the number of the box of that name; count if there is none. */
size_t boxes_find(const struct boxes *boxes, struct str name);

/* Returns whether commands may be sent to the boxes now. */
bool boxes_ready(const struct boxes *boxes);

/* Asks each box for the credits wanted, as far as they may be asked now. */
void boxes_take(struct boxes *boxes);

/*
 * Lowers a box's credits before done gives it one back. Only the first box may
 * keep that credit; any other must let the earlier boxes go first.
 */
void boxes_hold_back(struct boxes *boxes, size_t box);

/*
 * Repeats the take of a box whose item is done, and lets the other boxes wait
 * for the answer: an item for the credit that done gave back comes before it.
 */
void boxes_await_next(struct boxes *boxes, size_t box);

/* Notes that an item was given back, which costs its credit. */
void boxes_lose_one(struct boxes *boxes, size_t box);

/* Notes that we do not know the credits of the box any more. */
void boxes_forget(struct boxes *boxes, size_t box);

/*
 * Takes the answer to a take. A refusal that cannot change ends the script;
 * after any other, all boxes are asked again later.
 */
void boxes_heed(struct boxes *boxes, const struct command *line);

/*
 * Counts the items, if idle: we have no item and could have one of each box.
 * boxes_note takes a line of the server for that.
 */
void boxes_count(struct boxes *boxes, bool idle);
void boxes_note(struct boxes *boxes, const struct command *line);

/* Returns whether the boxes are empty, as far as they were counted. */
bool boxes_are_empty(const struct boxes *boxes);

/* Forgets everything, because the connection is lost. */
void boxes_lose(struct boxes *boxes);

/* Returns when boxes_take and boxes_count must be called next. */
usec boxes_due(const struct boxes *boxes);

#endif
