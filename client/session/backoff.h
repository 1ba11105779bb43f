/*
 * The delay before the next attempt to connect. It doubles each time, less a
 * random part, so that the clients of a restarted server do not all return at
 * the same moment. Pure.
 */
#ifndef CLIENT_SESSION_BACKOFF_H
#define CLIENT_SESSION_BACKOFF_H

#include <stdint.h>

#include "shared/clock.h"

#define BACKOFF_FIRST SEC
#define BACKOFF_MOST (60 * SEC)

/* The state of the attempts; all zero before the first. */
struct backoff {
	unsigned tries;
};

/*
 * Returns the time until the next attempt: BACKOFF_FIRST, doubled with each
 * call up to BACKOFF_MOST, less up to a half of it at random. Any number will
 * do for chance.
 */
usec backoff_next(struct backoff *backoff, uint32_t chance);

#endif
