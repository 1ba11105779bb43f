/*
 * The items that forkcast work has in progress, and how many more each of its
 * boxes may give. Earlier boxes go first: a later one is asked only when those
 * before it have given what they had. Boxes are numbered, 0 first.
 */
#ifndef CLIENT_SCRIPT_ITEMS_H
#define CLIENT_SCRIPT_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/jobs.h"
#include "script/script.h"
#include "shared/limits.h"

#define ITEMS_BOXES 64

struct item {
	char id[LIMIT_ID + 1];
	size_t box;
	uint64_t returned; /* how often the item has been given back */
	enum item_state {
		ITEM_WAITS, /* for its command to run; it has a place */
		ITEM_RUNS,
		ITEM_PRINTED, /* the command's output is still to be sent */
		ITEM_DONE, /* done is still to be sent */
		ITEM_BACK, /* back is still to be sent */
		ITEM_ANSWERED, /* done was sent; the item is no longer ours */
		ITEM_RETURNED, /* back was sent; the item is no longer ours */
		ITEM_RESTS /* back was answered; only its place stays empty */
	} state;
	uint64_t since; /* serial number of the change to this state */
	usec rest; /* its place stays empty until then, once it is back */
	bool lost; /* the server has taken it back already */
	uint8_t status; /* for done */
	int output; /* file of the command's output, or -1 */
};

struct items {
	struct script *script;
	char *const *boxes; /* their names */
	size_t box_count; /* up to ITEMS_BOXES */
	uint64_t seconds; /* time for each item; 0: no limit */
	size_t most; /* commands at once */
	size_t left; /* items still to be done */
	bool any; /* one was done */
	struct item *item; /* in no order */
	size_t count, room;
	uint64_t changes;
	size_t granted[ITEMS_BOXES]; /* credits asked for, of each box */
	size_t takes; /* that were sent */
	size_t takes_answered;
	size_t takes_awaited; /* answers needed before any other take */
	usec again; /* no take before that time */
	bool told; /* that a take was refused for now */
	/*
	 * The census of what waits, while we have no item and could have one of
	 * each box: the server gives us what waits before it answers. So if it
	 * says then that nothing waits, the boxes are empty.
	 */
	bool counted; /* it was begun, and is not out of date */
	size_t asked, counts; /* boxes asked, and answers */
	uint64_t waiting; /* items in the boxes that were counted */
};

/* Initializes the rest; everything up to left is set. */
void items_init(struct items *items);
void items_free(struct items *items);

/*
 * Takes "item ID BOX NAME COUNT TEXT". Null if there is nothing to do for it.
 * Items that these functions return are valid until one is added or dropped.
 */
struct item *items_take(struct items *items, const struct command *line);
struct item *items_find(const struct items *items, struct str id);
void items_drop(struct items *items, struct item *item);

void items_become(
    struct items *items, struct item *item, enum item_state state);

/* Returns the item that has been longest in that state, or null. */
struct item *items_oldest(const struct items *items, enum item_state state);

/* Ends the work: wants no more items, and gives back those that do not run. */
void items_finish(struct items *items);

/*
 * Notes that the connection is lost: the boxes have all items back, and only
 * those whose command runs are remembered.
 */
void items_lose(struct items *items);

/*
 * Says everything that can be said: done and back, how many items each box may
 * give and, with count, the census.
 */
void items_say(struct items *items, bool count);

/* Takes a line of the server that may answer that. */
void items_heed(struct items *items, const struct command *line);

/* Returns whether we have no item, and whether the boxes have none either. */
bool items_are_over(const struct items *items);
bool items_are_none(const struct items *items);

/* Returns when items_say must be called next. */
usec items_due(const struct items *items);

#endif
