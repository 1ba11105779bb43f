/*
 * The items that forkcast work has in progress, their states, and how many more
 * it wants from which box. Boxes are numbered by priority, 0 first. Pure but
 * for memory.
 */
#ifndef CLIENT_SCRIPT_WORK_JOBS_IN_PROGRESS_H
#define CLIENT_SCRIPT_WORK_JOBS_IN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/jobs.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Items that may wait for the server's answer to their done or back. */
#define IN_PROGRESS_ANSWERS 256

enum in_progress_state {
	IN_PROGRESS_WAITS, /* for its command to run; it has a place */
	IN_PROGRESS_RUNS,
	IN_PROGRESS_PRINTED, /* the command's output is still to be sent */
	IN_PROGRESS_DONE, /* done is still to be sent */
	IN_PROGRESS_BACK, /* back is still to be sent */
	IN_PROGRESS_ANSWERED, /* done was sent; the item is no longer ours */
	IN_PROGRESS_RETURNED, /* back was sent; the item is no longer ours */
};

struct in_progress_item {
	char id[LIMIT_ID + 1];
	char poster[LIMIT_NAME + 1]; /* the caller's; empty at first */
	size_t box;
	uint64_t returned; /* how often the item has been given back */
	enum in_progress_state state;
	uint64_t since; /* serial number of the change to this state */
	bool lost; /* the server has taken it back already */
	uint8_t status; /* for done */
	int output; /* file of the command's output, or -1 */
};

struct in_progress {
	size_t most; /* commands at once */
	size_t left; /* items still to be done */
	struct in_progress_item *items; /* in no order */
	size_t count, room;
	usec rest[JOBS_MOST]; /* times until which places stay empty */
	size_t rests;
	uint64_t changes;
};

void in_progress_init(
    struct in_progress *in_progress, size_t boxes, size_t most, size_t left);
void in_progress_free(struct in_progress *in_progress);

/*
 * Adds an item; null if the ID is too long, or if the server has given more
 * items than we asked for. Items that these functions return are valid until
 * one is added or dropped.
 */
struct in_progress_item *in_progress_add(struct in_progress *in_progress,
    struct str id, size_t box, uint64_t returned);
struct in_progress_item *in_progress_find(
    const struct in_progress *in_progress, struct str id);
void in_progress_drop(
    struct in_progress *in_progress, struct in_progress_item *item);

void in_progress_become(struct in_progress *in_progress,
    struct in_progress_item *item, enum in_progress_state state);

/* Returns the item that has been longest in that state, or null. */
struct in_progress_item *in_progress_oldest(
    const struct in_progress *in_progress, enum in_progress_state state);

/* Ends the work: wants no more items, and gives back those that do not run. */
void in_progress_finish(struct in_progress *in_progress);

/*
 * Marks the items whose command runs as lost with the connection, and forgets
 * all others.
 */
void in_progress_mark_lost(struct in_progress *in_progress);

/* Keeps the place of a command empty until that time. */
void in_progress_rest(struct in_progress *in_progress, usec until);

/* Frees the places whose rest is over; returns when the next rest ends. */
usec in_progress_wake(struct in_progress *in_progress, usec now);

/*
 * Returns whether there are more items than places, or than are still to be
 * done.
 */
bool in_progress_too_many(const struct in_progress *in_progress);

/* Counts an item as done, as the server has confirmed. */
void in_progress_count(struct in_progress *in_progress);

/* Returns how many items of the box the server counts as ours. */
size_t in_progress_of(const struct in_progress *in_progress, size_t box);

/*
 * Returns how many items of the box may be ours if it fills all empty places.
 */
size_t in_progress_wanted(const struct in_progress *in_progress, size_t box);

#endif
