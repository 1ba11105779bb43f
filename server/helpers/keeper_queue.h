/*
 * The queue of the keeper's slow questions, and the order in which they are
 * served. Each lane (base/data/rank.h) has a share of the turns; a turn that it
 * does not need goes to the first lane in which somebody waits. Within a lane
 * the lowest order goes first. Addresses of the same order take turns, so that
 * an address that asks often delays only itself. Among equals, the one that has
 * waited longest and the one that came last are served alternately. A newcomer
 * thus waits for only a few others, however many came at once before it. The
 * memory is the caller's.
 */
#ifndef SERVER_HELPERS_KEEPER_QUEUE_H
#define SERVER_HELPERS_KEEPER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/rank.h"
#include "shared/str.h"

#define QUEUE_MOST 256
#define QUEUE_LINE 1600 /* bytes; no slow question is longer */

/* The asker of a line: the hash of its address, and its rank. */
struct queue_asker {
	uint32_t from;
	struct rank rank;
};

/* The place of a line in the order. */
struct queue_key {
	uint64_t turn; /* 0: the entry is free */
	uint64_t number; /* how many lines were added up to this one */
	size_t before; /* lines of the same address that go before it */
	struct queue_asker asker;
};

struct queue_entry {
	struct queue_key key;
	size_t len;
	char at[QUEUE_LINE];
};

/* The last turn of an address; if two share a place, one is forgotten. */
#define QUEUE_SERVED 1024

struct queue_served {
	uint64_t turn; /* 0: the place is free */
	uint32_t from;
};

struct queue {
	struct queue_entry *entry; /* QUEUE_MOST entries, zeroed */
	size_t count;
	uint64_t turn; /* the latest turn that was served */
	uint64_t number; /* of lines added so far */
	unsigned step; /* position in the lanes' shares */
	bool last_first[LANES]; /* the last of equals goes next */
	struct queue_served served[QUEUE_SERVED];
};

/*
 * Adds a line. If there is no room, one line gives way: one of an address that
 * has others before it, or else one of the lowest rank; among equals, one that
 * neither has waited longest nor came last. That line is copied into room, of
 * QUEUE_LINE bytes, and wiped from the queue. Returns it (it may be the new
 * line itself), or an empty string if there was room.
 */
struct str queue_add(
    struct queue *queue, struct queue_asker asker, struct str line, char *room);

/*
 * Takes out the line whose turn it is: copies it into room, of QUEUE_LINE
 * bytes, and wipes it from the queue. Returns it, with length 0 if there is
 * none.
 */
struct str queue_take(struct queue *queue, char *room);

#endif
