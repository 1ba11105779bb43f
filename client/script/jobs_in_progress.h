/*
 * The items that forkcast work has under way: what each is waiting for, and how
 * many more are wanted of which box. Boxes are numbered by their priority, 0
 * first. Pure but for memory; used by cmd_work.c.
 */
#ifndef CLIENT_SCRIPT_JOBS_IN_PROGRESS_H
#define CLIENT_SCRIPT_JOBS_IN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/jobs.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

/* How many items may await the server's answer to what was said of them. */
#define IN_PROGRESS_ANSWERS 256

enum in_progress_state {
	IN_PROGRESS_WAITS, /* for its command to be run; there is a place for it
			    */
	IN_PROGRESS_RUNS,
	IN_PROGRESS_PRINTED, /* what it has printed is still to be said */
	IN_PROGRESS_DONE, /* that is to be said */
	IN_PROGRESS_BACK, /* likewise that it goes back */
	IN_PROGRESS_ANSWERED, /* done was said; it is not ours any more */
	IN_PROGRESS_RETURNED, /* the same with back */
};

struct in_progress_item {
	char id[LIMIT_ID + 1];
	size_t box;
	uint64_t returned; /* how often it has come back */
	enum in_progress_state state;
	uint64_t since; /* it is in it; counted, not timed */
	bool lost; /* the server has it back already */
	int output; /* what its command has printed, or -1 */
};

struct in_progress {
	size_t most; /* commands at once */
	size_t left; /* items that are still to be done */
	struct in_progress_item *items; /* in no order */
	size_t count, room;
	usec rest[JOBS_MOST]; /* until when a command's place stays empty */
	size_t rests;
	uint64_t changes;
};

void in_progress_init(
    struct in_progress *held, size_t boxes, size_t most, size_t left);
void in_progress_free(struct in_progress *held);

/*
 * One more; null if there are more than anybody has asked for, or no such ID.
 * What these functions return is valid until an item is added or dropped.
 */
struct in_progress_item *in_progress_add(
    struct in_progress *held, struct str id, size_t box, uint64_t returned);
struct in_progress_item *in_progress_find(
    const struct in_progress *held, struct str id);
void in_progress_drop(struct in_progress *held, struct in_progress_item *item);

void in_progress_become(struct in_progress *held, struct in_progress_item *item,
    enum in_progress_state state);

/* The one that is in that state for longest, or null. */
struct in_progress_item *in_progress_oldest(
    const struct in_progress *held, enum in_progress_state state);

/* Nothing more is taken, and this is given back, if it is not running. */
void in_progress_finish(struct in_progress *held);

/*
 * The connection is lost, and with it all that was held: what does not run is
 * forgotten.
 */
void in_progress_lose(struct in_progress *held);

/* A command's place stays empty until then. */
void in_progress_rest(struct in_progress *held, usec until);

/* Ends the rests that are over; returns when the next one will be. */
usec in_progress_wake(struct in_progress *held, usec now);

/* Are there more items to be run than places, or than are still to be done? */
bool in_progress_too_many(const struct in_progress *held);

/* One is done, as the server has confirmed. */
void in_progress_count(struct in_progress *held);

/* How many items of the box the server counts as ours. */
size_t in_progress_of(const struct in_progress *held, size_t box);

/* How many of it are to be ours at most, if they come to all empty places. */
size_t in_progress_wanted(const struct in_progress *held, size_t box);

#endif
