/*
 * A clock that the target moves, linked into targets in place of
 * shared/clock.c: what depends on time is the same each time.
 */
#ifndef TESTS_FUZZ_LIB_PACE_H
#define TESTS_FUZZ_LIB_PACE_H

#include "shared/clock.h"

/* So much time passes; none does by itself. */
void pace(usec time);

#endif
