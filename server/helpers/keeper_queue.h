/*
 * What the keeper is asked for and takes its time: each waits for its turn, in
 * such an order that whoever asks often waits for himself alone: addresses take
 * turns. Data only; the memory is the caller's.
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

struct queue {
	struct queue_entry *entry; /* QUEUE_MOST of them, zeroed */
	size_t count;
	uint64_t turn; /* whose it is now */
	uint64_t number; /* that were ever added */
};

/*
 * Adds a line that somebody has said whose address has that hash. False if
 * there are too many, or one address has half of them, or it is too long.
 */
bool queue_add(struct queue *queue, uint32_t from, struct str line);

/*
 * Takes out the line whose turn it is, into room of QUEUE_LINE bytes, and wipes
 * it. Of length 0: there is none.
 */
struct str queue_take(struct queue *queue, char *room);

#endif
