/* How soon to connect again after an attempt that has failed. */
#ifndef CLIENT_NET_REJOIN_H
#define CLIENT_NET_REJOIN_H

#include <stdint.h>

#include "shared/clock.h"

#define REJOIN_TIME 32

/* The attempts to connect; all zero before the first. */
struct backoff {
	unsigned tries;
};

#define BACKOFF_FIRST SEC
#define BACKOFF_MOST (60 * SEC)

/*
 * Returns the time until the next attempt: BACKOFF_FIRST, doubled with each
 * call up to BACKOFF_MOST, less up to a half of it at random, so that the
 * clients of a restarted server do not all return at the same moment. Any
 * number will do for chance.
 */
usec backoff_next(struct backoff *backoff, uint32_t chance);

/*
 * Returns when the next attempt is due, and writes the seconds until then into
 * text: "1.2 s".
 */
usec rejoin_next(struct backoff *backoff, char text[REJOIN_TIME]);

#endif
