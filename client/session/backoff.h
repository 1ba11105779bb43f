/*
 * How long to wait before the next attempt: longer each time, and by chance
 * not quite as long, so that all the clients of a server that was started
 * again do not come back at the same moment. Pure; used by the chat.
 */
#ifndef CLIENT_SESSION_BACKOFF_H
#define CLIENT_SESSION_BACKOFF_H

#include <stdint.h>

#include "shared/clock.h"

#define BACKOFF_FIRST SEC
#define BACKOFF_MOST (60 * SEC)

/* All zero: before the first attempt. */
struct backoff {
	unsigned tries;
};

/*
 * The time until the next attempt: BACKOFF_FIRST, doubled with each call up to
 * BACKOFF_MOST, less up to a half of it by chance, which any number will do
 * for.
 */
usec backoff_next(struct backoff *backoff, uint32_t chance);

#endif
