/*
 * How fast a client may go: the rates of forkcastd.conf(5), each with a burst,
 * held against what one client has done. Used by uplink.c and commands.c.
 */
#ifndef SERVER_ROUTER_QUEUE_THROTTLE_H
#define SERVER_ROUTER_QUEUE_THROTTLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/data/bucket.h"
#include "shared/clock.h"

/* What a client has done lately; all zero: nothing. */
struct throttle {
	struct bucket lines;
	struct bucket bytes;
	struct bucket joins;
	struct bucket renames;
	struct bucket profile;
	struct bucket modes;
	struct bucket invites;
};

/* How long a line of so many bytes, LF included, has to wait; 0: not. */
usec throttle_wait(const struct throttle *pace, size_t bytes);

/*
 * Such a line was run, at that cost (budget.h) but for what it has delivered to
 * others: one that costs more than an ordinary line counts as several.
 */
void throttle_line(struct throttle *pace, size_t bytes, uint64_t cost);

/*
 * Charge a join, a change of name, another change that others are told of, such
 * as being away, a change of modes, or an invitation; false if that is too
 * fast.
 */
bool throttle_join(struct throttle *pace);
bool throttle_rename(struct throttle *pace);
bool throttle_profile(struct throttle *pace);
bool throttle_mode(struct throttle *pace);
bool throttle_invite(struct throttle *pace);

#endif
