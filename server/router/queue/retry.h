/*
 * The next attempt at something that has failed, such as a write that the
 * keeper could not make: after twice as long each time, up to half a minute.
 * All zero: it may be tried now.
 */
#ifndef SERVER_ROUTER_QUEUE_RETRY_H
#define SERVER_ROUTER_QUEUE_RETRY_H

#include <stdbool.h>

#include "shared/clock.h"

struct retry {
	usec delay; /* before the next attempt; 0: the last did not fail */
	usec due; /* of the loop's clock */
};

/* Notes a failure and sets the next attempt, after that time at first. */
void retry_failed(struct retry *retry, usec first);

/*
 * Returns whether it is too early for the attempt. If so, the loop is woken
 * when that is due.
 */
bool retry_waits(const struct retry *retry);

/* Wakes the loop when the attempt is due. */
void retry_wake(const struct retry *retry);

#endif
