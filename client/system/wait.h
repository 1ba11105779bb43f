/*
 * Deadlines for ppoll(2): a time of clock_mono in, the remaining time out.
 */
#ifndef CLIENT_SYSTEM_WAIT_H
#define CLIENT_SYSTEM_WAIT_H

#include <time.h>

#include "shared/clock.h"

/* The deadline that never comes. */
#define WAIT_FOR_EVER UINT64_MAX

/* Returns the remaining time in *left, for ppoll; null for WAIT_FOR_EVER. */
const struct timespec *wait_left(usec deadline, struct timespec *left);

#endif
