/*
 * The boxes: queues of items of work that clients post for other clients to
 * take. A group has at most one box, which exists while it has an item or a
 * taker. An item waits, or is under way with one taker. A taker is one
 * connection that takes from one box. Data only, with texts in the arena; no
 * input or output. work.c decides who may do what, and gives items to takers.
 */
#ifndef SERVER_ROUTER_MODEL_BOXES_H
#define SERVER_ROUTER_MODEL_BOXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/rows.h"
#include "base/mem/limits.h"
#include "router/model/clients.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

#define ITEM_NONE LIST_END
#define TAKER_NONE LIST_END

/* A box has the number of its group. Its times are of clock_wall; 0: unknown.
 */
struct box {
	struct holder maker;
	uint64_t made;
	uint64_t posted; /* the ID of the last item, 0: none yet */
	uint64_t took; /* when somebody last got an item; 0: never */
	size_t bytes; /* boxes_size of its items */
	char creator[LIMIT_NAME + 1]; /* the name that its maker had; or "" */
	struct list waiting; /* items, in the order of their IDs */
	struct list ready; /* takers with credits, the next one first */
	struct list spent; /* takers without credits */
	uint32_t taken; /* items under way */
};

struct item {
	uint64_t id;
	uint32_t box;
	uint32_t taker; /* TAKER_NONE: it waits */
	uint32_t returned; /* how often it went back to waiting */
	usec due; /* loop's clock: when it goes back; 0: never */
	struct holder holder;
	uint8_t name_len;
	uint16_t text_len;
	char *room; /* the name of the poster, and the text */
};

struct taker {
	uint32_t box;
	conn_id conn; /* what it takes, another of its client may not do */
	int32_t credits; /* items that it may still get */
	uint32_t seconds; /* its time for each item; 0: no limit */
	struct list held; /* items, in the order in which it got them */
};

/* Sums over all boxes. */
struct boxes_sums {
	size_t boxes;
	size_t waiting; /* items */
	size_t taken; /* items under way */
	size_t bytes; /* of all items */
};

const struct boxes_sums *boxes_sums(void);
struct box *boxes_get(uint32_t box); /* never null */

/* Returns the first box from this number on, or GROUP_NONE. */
uint32_t boxes_next(uint32_t box);

/*
 * boxes_make makes the box, if there is none, and charges it to the client;
 * returns false if there are BOXES_MAX, or no memory. The box of a group that
 * is kept is always made, and counts for nobody. boxes_remove_if_empty removes
 * it if nothing is in it and nobody takes from it.
 */
bool boxes_make(uint32_t box, client_id client);
void boxes_remove_if_empty(uint32_t box);

struct item *boxes_item(uint32_t item); /* never null */
struct str boxes_name(const struct item *item);
struct str boxes_text(const struct item *item);

/* Returns the bytes that an item with these texts counts for. */
size_t boxes_size(struct str name, struct str text);

/*
 * boxes_add adds an item that waits, in the order of the IDs, and charges it to
 * the client unless that is CLIENT_NONE. Returns ITEM_NONE if there is no
 * memory. boxes_drop removes an item.
 */
uint32_t boxes_add(uint32_t box, uint64_t id, struct str name, struct str text,
    client_id client);
void boxes_drop(uint32_t item);

/* Returns the next item of a list. */
uint32_t boxes_next_item(uint32_t item);

/* Return the item of that ID, or the one that the connection has, or ITEM_NONE.
 */
uint32_t boxes_lookup(uint64_t id);
uint32_t boxes_find(uint64_t id, conn_id conn);

/* Give a waiting item to the taker, and put it back. */
void boxes_assign(uint32_t item, uint32_t taker);
void boxes_unassign(uint32_t item);

/*
 * boxes_add_taker adds one without credits, or returns TAKER_NONE if there are
 * too many. boxes_remove_taker removes one that has nothing under way.
 */
uint32_t boxes_add_taker(uint32_t box, conn_id conn);
void boxes_remove_taker(uint32_t taker);
struct taker *boxes_taker(uint32_t taker); /* never null */
uint32_t boxes_find_taker(uint32_t box, conn_id conn); /* or TAKER_NONE */
uint32_t boxes_next_taker(uint32_t taker); /* in the same list */

/*
 * Sets the taker's credits. With credits it becomes the last of the box's ready
 * takers; without, it is not ready any more.
 */
void boxes_credit(uint32_t taker, int32_t credits);

#endif
