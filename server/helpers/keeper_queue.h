/*
 * What the keeper is asked for and takes its time: each waits for its turn, in
 * such an order that an address that asks often waits for itself alone:
 * addresses take turns, and one that has had none lately goes first. When there
 * is no room, the address that has most of it gives way. Data only; the memory
 * is the caller's.
 */
#ifndef SERVER_HELPERS_KEEPER_QUEUE_H
#define SERVER_HELPERS_KEEPER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

#define QUEUE_MOST 256
#define QUEUE_LINE 1600 /* bytes: more than what is slow ever takes */

struct queue_entry {
	uint64_t turn; /* 0: the entry is free */
	uint64_t number; /* of two with the same turn the first goes first */
	uint32_t from;
	size_t len;
	char at[QUEUE_LINE];
};

/* Which turn an address had last; of two in the same place one is forgotten. */
#define QUEUE_SERVED 1024

struct queue_served {
	uint64_t turn; /* 0: the place is free */
	uint32_t from;
};

struct queue {
	struct queue_entry *entry; /* QUEUE_MOST of them, zeroed */
	size_t count;
	uint64_t turn; /* the latest that was had */
	uint64_t number; /* that were ever added */
	struct queue_served served[QUEUE_SERVED];
};

/*
 * Adds a line that came from an address with that hash. What has to give way is
 * taken out, wiped, and copied into room of QUEUE_LINE bytes: the last line of
 * the address with most of them, which may be this very line. Returns that, or
 * an empty string if there was room.
 */
struct str queue_add(
    struct queue *queue, uint32_t from, struct str line, char *room);

/*
 * Takes out the line whose turn it is, into room of QUEUE_LINE bytes, and wipes
 * it. Of length 0: there is none.
 */
struct str queue_take(struct queue *queue, char *room);

#endif
