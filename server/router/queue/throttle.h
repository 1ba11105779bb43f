/*
 * The rate limits of a client: those of forkcastd.conf(5), each with a burst.
 */
#ifndef SERVER_ROUTER_QUEUE_THROTTLE_H
#define SERVER_ROUTER_QUEUE_THROTTLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/data/bucket.h"
#include "shared/clock.h"

/* The recent activity of a client; all zero: none. */
struct throttle {
	struct bucket lines;
	struct bucket bytes;
	struct bucket joins;
	struct bucket renames;
	struct bucket profile; /* other changes that others are told of */
	struct bucket modes;
	struct bucket invites;
};

/*
 * Returns how long a line of that many bytes, LF included, has to wait; 0: it
 * need not.
 */
usec throttle_wait(const struct throttle *pace, size_t bytes);

/*
 * Charges a line that was run. cost is its cost (budget.h) without deliveries
 * to others; a line that costs more than an ordinary one counts as several.
 */
void throttle_line(struct throttle *pace, size_t bytes, uint64_t cost);

/*
 * Charges one of the other buckets, which holds that many a minute. Returns
 * false if that is too fast.
 */
bool throttle_take(struct bucket *bucket, size_t a_minute);

#endif
