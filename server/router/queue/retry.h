/*
 * The next try of a write that the keeper could not make: after a second, and
 * twice as late each time, up to half a minute. All zero: it may be made now.
 */
#ifndef SERVER_ROUTER_QUEUE_RETRY_H
#define SERVER_ROUTER_QUEUE_RETRY_H

#include <stdbool.h>

#include "shared/clock.h"

struct retry {
	usec delay; /* before the next; 0: the last did not fail */
	usec due; /* of the loop's clock */
};

/* It has failed. */
void retry_later(struct retry *retry);

/* Is it too early? Then there is a turn when it is due. */
bool retry_waits(const struct retry *retry);

/* There is a turn when it is due. */
void retry_wake(const struct retry *retry);

#endif
