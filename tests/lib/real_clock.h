/*
 * The system's clock, for what moves or replaces that of shared/clock.h.
 */
#ifndef TESTS_LIB_REAL_CLOCK_H
#define TESTS_LIB_REAL_CLOCK_H

#include <time.h>

#include "shared/clock.h"

#ifdef CLOCK_BY_CALL
#include <sys/syscall.h>
#include <unistd.h>
#endif

/* These clocks always exist; a child may have no vDSO: process/fork/apart.h. */
static inline usec
real_clock(clockid_t clock)
{
	struct timespec time = { 0 };

#ifdef CLOCK_BY_CALL
	(void)syscall(SYS_clock_gettime, clock, &time);
#else
	(void)clock_gettime(clock, &time);
#endif
	return (usec)time.tv_sec * SEC + (usec)time.tv_nsec / 1000;
}

#endif
