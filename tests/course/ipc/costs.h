/*
 * The costs beside those of a message: setting a mechanism up, and the system
 * calls of a message between which no other process runs.
 */
#ifndef TESTS_IPC_COSTS_H
#define TESTS_IPC_COSTS_H

#include "mechanism.h"
#include "shared/clock.h"

/*
 * Makes a channel for messages of that size and removes it again, for about
 * that long: microseconds for each. NAN with errno where there is no such
 * mechanism. Ends the program if anything else goes wrong.
 */
double costs_set_up(const struct mechanism *mechanism, size_t size, usec time);

/*
 * Writes a message of that size to a pipe and reads it again, both in one
 * process: microseconds for the two calls. Ends the program if that fails.
 */
double costs_calls(size_t size, usec time);

#endif
