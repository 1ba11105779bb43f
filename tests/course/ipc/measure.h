/*
 * How long a mechanism takes for a message between two processes, and what
 * that costs beside. Each ends the program if something goes wrong.
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
 * Keeps this process on one core, and the partner that it forks there too or
 * on another. False where there is no other one, or no such call.
 */
bool measure_cores(bool apart);

/*
 * Runs for about that long, and checks every message to be the next one.
 * Returns microseconds for each message, or for each trip of two; NAN with
 * errno where the mechanism does not carry messages of that size.
 */
double measure(
    const struct mechanism *mechanism, size_t size, enum way way, usec time);

/*
 * Microseconds to open a channel for messages of that size and to close it
 * again; NAN with errno where there is no such mechanism.
 */
double measure_set_up(
    const struct mechanism *mechanism, size_t size, usec time);

/* Microseconds to write a message to a pipe and read it, in one process. */
double measure_calls(size_t size, usec time);

#endif
