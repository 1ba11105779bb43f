/*
 * The system's clock, for what moves or replaces that of shared/clock.h.
 */
#ifndef TESTS_LIB_REAL_CLOCK_H
#define TESTS_LIB_REAL_CLOCK_H

#include <time.h>

#include "shared/clock.h"

static inline usec
real_clock(clockid_t clock)
{
	struct timespec time = { 0 };

	(void)clock_gettime(clock, &time); /* these always exist */
	return (usec)time.tv_sec * SEC + (usec)time.tv_nsec / 1000;
}

#endif
