/*
 * How long a mechanism takes for a message between two processes. Every
 * message is checked to be the next one.
 */
#ifndef TESTS_IPC_MEASURE_H
#define TESTS_IPC_MEASURE_H

#include "mechanism.h"
#include "shared/clock.h"

enum way {
	STREAMED, /* one side sends, the other receives */
	TRIP, /* a message there, then one back */
	WAYS
};

/*
 * Runs for about that long: microseconds for each message, or for each trip of
 * two. NAN with errno where the mechanism does not carry messages of that
 * size. Ends the program if anything else goes wrong.
 */
double measure(
    const struct mechanism *mechanism, size_t size, enum way way, usec time);

#endif
