/* The clocks, in microseconds (usec_). */
#ifndef SHARED_CLOCK_H
#define SHARED_CLOCK_H

#include <stdint.h>
#include <time.h>

typedef uint64_t usec;

#define MSEC ((usec)1000)
#define SEC ((usec)1000000)

usec clock_mono(void); /* since an unspecified start; never jumps: for timers */
usec clock_wall(void); /* since 1970; may jump: for people */

static inline usec
usec_earlier(usec one, usec other)
{
	return one < other ? one : other;
}

static inline usec
usec_later(usec one, usec other)
{
	return one > other ? one : other;
}

/* Returns a duration in the form that system calls take. */
static inline struct timespec
clock_spec(usec time)
{
	return (struct timespec) { .tv_sec = (time_t)(time / SEC),
		.tv_nsec = (long)(time % SEC * 1000) };
}

#endif
