/*
 * The items that forkcast work has in progress, their states, and how many more
 * it wants from which box. Boxes are numbered by priority, 0 first. Pure but
 * for memory.
 */
#ifndef CLIENT_SCRIPT_ITEMS_H
#define CLIENT_SCRIPT_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/jobs.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Items that may wait for the server's answer to their done or back. */
#define ITEMS_ANSWERS 256

enum item_state {
	ITEM_WAITS, /* for its command to run; it has a place */
	ITEM_RUNS,
	ITEM_PRINTED, /* the command's output is still to be sent */
	ITEM_DONE, /* done is still to be sent */
	ITEM_BACK, /* back is still to be sent */
	ITEM_ANSWERED, /* done was sent; the item is no longer ours */
	ITEM_RETURNED, /* back was sent; the item is no longer ours */
};

struct item {
	char id[LIMIT_ID + 1];
	size_t box;
	uint64_t returned; /* how often the item has been given back */
	enum item_state state;
	uint64_t since; /* serial number of the change to this state */
	bool lost; /* the server has taken it back already */
	uint8_t status; /* for done */
	int output; /* file of the command's output, or -1 */
};

struct items {
	size_t most; /* commands at once */
	size_t left; /* items still to be done */
	struct item *item; /* in no order */
	size_t count, room;
	usec rest[JOBS_MOST]; /* times until which places stay empty */
	size_t rests;
	uint64_t changes;
};

void items_init(struct items *items, size_t boxes, size_t most, size_t left);
void items_free(struct items *items);

/*
 * Adds an item; null if the ID is too long, or if the server has given more
 * items than we asked for. Items that these functions return are valid until
 * one is added or dropped.
 */
struct item *items_add(
    struct items *items, struct str id, size_t box, uint64_t returned);
struct item *items_find(const struct items *items, struct str id);
void items_drop(struct items *items, struct item *item);

void items_become(
    struct items *items, struct item *item, enum item_state state);

/* Returns the item that has been longest in that state, or null. */
struct item *items_oldest(const struct items *items, enum item_state state);

/* Ends the work: wants no more items, and gives back those that do not run. */
void items_finish(struct items *items);

/*
 * Marks the items whose command runs as lost with the connection, and forgets
 * all others.
 */
void items_mark_lost(struct items *items);

/* Keeps the place of a command empty until that time. */
void items_rest(struct items *items, usec until);

/* Frees the places whose rest is over; returns when the next rest ends. */
usec items_wake(struct items *items, usec now);

/*
 * Returns whether there are more items than places, or than are still to be
 * done.
 */
bool items_too_many(const struct items *items);

/* Counts an item as done, as the server has confirmed. */
void items_count(struct items *items);

/* Returns how many items of the box the server counts as ours. */
size_t items_of(const struct items *items, size_t box);

/*
 * Returns how many items of the box may be ours if it fills all empty places.
 */
size_t items_wanted(const struct items *items, size_t box);

#endif
