/*
 * The next attempt at something that has failed, such as a write that the
 * keeper could not make: after twice as long each time, up to half a minute.
 * All zero: it may be tried now.
 */
#ifndef SERVER_ROUTER_QUEUE_RETRY_H
#define SERVER_ROUTER_QUEUE_RETRY_H

#include <stdbool.h>

#include "base/loop/ticks.h"
#include "shared/clock.h"

struct retry {
	usec delay; /* before the next attempt; 0: the last did not fail */
	usec due; /* of the loop's clock */
};

/* The longest delay. */
#define RETRY_MOST (30 * SEC)

/* Notes a failure and sets the next attempt, after that time at first. */
static inline void
retry_failed(struct retry *retry, usec first)
{
	retry->delay = retry->delay == 0 ?
	    first :
	    usec_earlier(2 * retry->delay, RETRY_MOST);
	retry->due = ticks_now() + retry->delay;
}

/* Wakes the loop when the attempt is due. */
static inline void
retry_wake(const struct retry *retry)
{
	alarms_at(ALARM_HELPERS, retry->due);
}

/* Returns whether it is too early for it; if so, the loop is woken then. */
static inline bool
retry_waits(const struct retry *retry)
{
	if (retry->delay == 0 || retry->due <= ticks_now())
		return false;
	retry_wake(retry);
	return true;
}

#endif
