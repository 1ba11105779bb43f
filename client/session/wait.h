/*
 * Deadlines for ppoll(2) and poll(2): times of clock_mono in, what is left of
 * them out. Used wherever the client waits.
 */
#ifndef CLIENT_SESSION_WAIT_H
#define CLIENT_SESSION_WAIT_H

#include <time.h>

#include "shared/clock.h"

/* The deadline of those who wait for as long as it takes. */
#define WAIT_FOR_EVER UINT64_MAX

/* Milliseconds until then, rounded up; 0 if it is past, -1 for ever. */
int wait_ms(usec deadline);

/* The same for ppoll: fills *left and returns it; null is for ever. */
const struct timespec *wait_left(usec deadline, struct timespec *left);

#endif
