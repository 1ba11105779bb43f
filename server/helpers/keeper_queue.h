/*
 * What the keeper is asked for and takes its time: who goes first. Each lane
 * (base/data/rank.h) has a share of the turns; one that it does not need goes
 * to the first lane that somebody waits in. Within a lane the lowest order goes
 * first; addresses of the same order take turns, so that one that asks often
 * waits for itself alone; and of equals the one that has waited longest and the
 * one that came last go by turns: a newcomer waits for a few, however many came
 * at once before it. Data only; the memory is the caller's.
 */
#ifndef SERVER_HELPERS_KEEPER_QUEUE_H
#define SERVER_HELPERS_KEEPER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/rank.h"
#include "shared/str.h"

#define QUEUE_MOST 256
#define QUEUE_LINE 1600 /* bytes: more than what is slow ever takes */

/* A line's asker: an address by its hash, and how it is to be served. */
struct queue_asker {
	uint32_t from;
	struct rank rank;
};

/* Where a line stands. */
struct queue_key {
	uint64_t turn; /* 0: the entry is free */
	uint64_t number; /* of the lines that were ever added */
	size_t before; /* lines of the same address that go first */
	struct queue_asker asker;
};

struct queue_entry {
	struct queue_key key;
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
	uint64_t number; /* of lines that were ever added */
	unsigned step; /* of the lanes' shares */
	bool last_first[LANES]; /* the next of equals is the last that came */
	struct queue_served served[QUEUE_SERVED];
};

/*
 * Adds a line. If there is no room, one has to give way: one of an address that
 * has others before it, or else of the lowest rank; of equals one that neither
 * has waited longest nor came last. That is taken out, wiped, and copied into
 * room of QUEUE_LINE bytes. Returns it, which may be this very line, or an
 * empty string if there was room.
 */
struct str queue_add(
    struct queue *queue, struct queue_asker asker, struct str line, char *room);

/*
 * Takes out the line whose turn it is, into room of QUEUE_LINE bytes, and wipes
 * it. Of length 0: there is none.
 */
struct str queue_take(struct queue *queue, char *room);

#endif
