/* The two clocks, in microseconds. Used by both programs. */
#ifndef SHARED_CLOCK_H
#define SHARED_CLOCK_H

#include <stdint.h>

typedef uint64_t usec;

#define MSEC ((usec)1000)
#define SEC ((usec)1000000)

usec clock_mono(void); /* since some start; never jumps: for timers */
usec clock_wall(void); /* since 1970; may jump: for people */

#endif
