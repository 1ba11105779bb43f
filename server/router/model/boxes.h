/*
 * The boxes: work that clients leave with the server, for whoever takes it. A
 * group has one at most, while something is in it or somebody takes from it.
 * An item waits, or is under way with one taker; a taker is a client, of one
 * box. Data only, texts in the arena, no input or output: work.c says who may
 * do what, and gives the items out.
 */
#ifndef SERVER_ROUTER_MODEL_BOXES_H
#define SERVER_ROUTER_MODEL_BOXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/list.h"
#include "base/mem/limits.h"
#include "router/model/holders.h"
#include "shared/clock.h"
#include "shared/str.h"

#define ITEM_NONE LIST_END
#define TAKER_NONE LIST_END

/* A box has the number of its group. */
struct box {
	bool there;
	bool stuck; /* there may be something to give out: work.c's */
	struct holder maker;
	uint64_t made; /* clock_wall; 0: before this program, long ago */
	struct list waiting; /* items, in the order of their IDs */
	struct list
	    ready; /* takers with credits; whose turn it is comes first */
	struct list spent; /* and those without */
	uint32_t taken; /* items under way */
};

struct item {
	uint64_t id;
	uint32_t box;
	uint32_t taker; /* TAKER_NONE: it waits */
	uint32_t returned; /* how often it has come back */
	usec due; /* of the loop's clock: then it goes back; 0: any time */
	struct holder holder;
	uint8_t name_len;
	uint16_t text_len;
	char *room; /* who has posted it, and the text */
};

struct taker {
	uint32_t box;
	uint32_t client;
	int32_t credits; /* items that may still come */
	uint32_t seconds; /* that it has for each; 0: any number */
	struct list held; /* items, in the order in which they came */
};

struct box *boxes_get(uint32_t box); /* never null */
size_t boxes_count(void);
uint32_t boxes_next(uint32_t box); /* the first not less; or GROUP_NONE */

/* Items in all boxes that wait, and that are under way. */
size_t boxes_waiting(void);
size_t boxes_taken(void);

/* Makes it, if it is not there: held by the client; false without memory. */
bool boxes_make(uint32_t box, uint32_t client);

/* Makes the box and those items nobody's of which the function returns true. */
void boxes_disown(uint32_t box, holders_forgive *forgive);

/* Removes it if nothing is in it and nobody takes from it. */
void boxes_tidy(uint32_t box);

/* Drops all that waits in it; returns how many items that were. */
size_t boxes_empty(uint32_t box);

struct item *boxes_item(uint32_t item); /* never null */
struct str item_name(const struct item *item);
struct str item_text(const struct item *item);

/* The item that waits for longest; or ITEM_NONE. */
uint32_t boxes_oldest(uint32_t box);

/* What an item with such texts counts for, and what all of them do: bytes. */
size_t boxes_size(struct str name, struct str text);
size_t boxes_bytes(void);

/*
 * A new item, which waits, behind those with a lower ID; ITEM_NONE without
 * memory. The client holds it, unless that is CLIENT_NONE.
 */
uint32_t boxes_add(uint32_t box, uint64_t id, struct str name, struct str text,
    uint32_t client);
void boxes_drop(uint32_t item);

/* Is there an item of that ID? And which one comes behind this in its list. */
bool boxes_has(uint64_t id);
uint32_t boxes_next_item(uint32_t item);

/* The item of that ID which the client has under way; or ITEM_NONE. */
uint32_t boxes_find(uint64_t id, uint32_t client);

/* A taker gets the item, which waits, and which then goes back. */
void boxes_give(uint32_t item, uint32_t taker);
void boxes_return(uint32_t item);

struct taker *boxes_taker(uint32_t taker); /* never null */
uint32_t boxes_find_taker(uint32_t box, uint32_t client); /* or TAKER_NONE */
uint32_t boxes_next_taker(uint32_t taker); /* in the same list */

/* One more taker, without credits; TAKER_NONE where there are too many. */
uint32_t boxes_enter(uint32_t box, uint32_t client);

/* It has nothing under way any more. */
void boxes_leave(uint32_t taker);

/* It comes behind all others of the box who are ready; or is ready no more. */
void boxes_credit(uint32_t taker, int32_t credits);

#endif
