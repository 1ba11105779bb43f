/*
 * The items that forkcast work has under way: what each is waiting for, and how
 * many more are wanted of which box. Boxes are numbered by their priority, 0
 * first. Pure but for memory; used by cmd_work.c.
 */
#ifndef CLIENT_SCRIPT_HELD_H
#define CLIENT_SCRIPT_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/jobs.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

/* How many items may await the server's answer to what was said of them. */
#define HELD_ANSWERS 256

enum held_state {
	HELD_WAITS, /* for its command to be run; there is a place for it */
	HELD_RUNS,
	HELD_PRINTED, /* what it has printed is still to be said */
	HELD_DONE, /* that is to be said */
	HELD_BACK, /* likewise that it goes back */
	HELD_ANSWERED, /* done was said; it is not ours any more */
	HELD_RETURNED, /* the same with back */
};

struct held_item {
	char id[LIMIT_ID + 1];
	size_t box;
	uint64_t returned; /* how often it has come back */
	enum held_state state;
	uint64_t since; /* it is in it; counted, not timed */
	bool lost; /* the server has it back already */
	int output; /* what its command has printed, or -1 */
};

struct held {
	size_t most; /* commands at once */
	size_t left; /* items that are still to be done */
	struct held_item *items; /* in no order */
	size_t count, room;
	usec rest[JOBS_MOST]; /* until when a command's place stays empty */
	size_t rests;
	uint64_t changes;
};

void held_init(struct held *held, size_t boxes, size_t most, size_t left);
void held_free(struct held *held);

/*
 * One more; null if there are more than anybody has asked for, or no such ID.
 * What these functions return is valid until an item is added or dropped.
 */
struct held_item *held_add(
    struct held *held, struct str id, size_t box, uint64_t returned);
struct held_item *held_find(const struct held *held, struct str id);
void held_drop(struct held *held, struct held_item *item);

void held_become(
    struct held *held, struct held_item *item, enum held_state state);

/* The one that is in that state for longest, or null. */
struct held_item *held_oldest(const struct held *held, enum held_state state);

/* Nothing more is taken, and this is given back, if it is not running. */
void held_finish(struct held *held);

/*
 * The connection is lost, and with it all that was held: what does not run is
 * forgotten.
 */
void held_lose(struct held *held);

/* A command's place stays empty until then. */
void held_rest(struct held *held, usec until);

/* Ends the rests that are over; returns when the next one will be. */
usec held_wake(struct held *held, usec now);

/* Are there more items to be run than places, or than are still to be done? */
bool held_too_many(const struct held *held);

/* One is done, as the server has confirmed. */
void held_count(struct held *held);

/* How many items of the box the server counts as ours. */
size_t held_of(const struct held *held, size_t box);

/* How many of it are to be ours at most, if they come to all empty places. */
size_t held_wanted(const struct held *held, size_t box);

#endif
