/*
 * Deadlines for ppoll(2) and poll(2): times of clock_mono in, remaining time
 * out.
 */
#ifndef CLIENT_NET_WAIT_H
#define CLIENT_NET_WAIT_H

#include <time.h>

#include "shared/clock.h"

/* The deadline that never comes. */
#define WAIT_FOR_EVER UINT64_MAX

/*
 * Returns the milliseconds until the deadline, rounded up; 0 if it has passed,
 * -1 for WAIT_FOR_EVER.
 */
int wait_ms(usec deadline);

/* Returns the remaining time in *left, for ppoll; null for WAIT_FOR_EVER. */
const struct timespec *wait_left(usec deadline, struct timespec *left);

#endif
