/* The two clocks, in microseconds. Used by both programs. */
#ifndef SHARED_CLOCK_H
#define SHARED_CLOCK_H

#include <stdint.h>
#include <time.h>

typedef uint64_t usec;

#define MSEC ((usec)1000)
#define SEC ((usec)1000000)

usec clock_mono(void); /* since some start; never jumps: for timers */
usec clock_wall(void); /* since 1970; may jump: for people */

/*
 * CLOCK_BY_CALL is defined where the clocks can be had by system calls alone,
 * without the code and the data that the kernel puts into every process for
 * them; from clock_by_call on they are.
 */
#if defined(__linux__) && defined(__x86_64__) && defined(__LP64__)
#define CLOCK_BY_CALL 1
#endif
void clock_by_call(void);

/* A length of time as the calls of the system want it. */
static inline struct timespec
clock_spec(usec time)
{
	return (struct timespec) { .tv_sec = (time_t)(time / SEC),
		.tv_nsec = (long)(time % SEC * 1000) };
}

#endif
