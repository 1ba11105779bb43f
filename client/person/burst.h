/*
 * The bell: once for a burst of messages, however many they are. Pure; used by
 * the chat.
 */
#ifndef CLIENT_PERSON_BURST_H
#define CLIENT_PERSON_BURST_H

#include <stdbool.h>

#include "shared/clock.h"

/* From one ring to the next, at least. */
#define BURST_PAUSE (2 * SEC)

/* All zero: it has not rung yet. */
struct burst {
	usec rung; /* last; of clock_mono */
};

/* A message is for us: is it the time to ring? */
bool burst_rings(struct burst *burst, usec now);

#endif
