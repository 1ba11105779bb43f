/*
 * A clock that the test moves, linked instead of shared/clock.c, so that
 * whatever depends on time is the same each time. The fuzz targets have it, and
 * each unit test that includes this; for other tests of a room (cases.h), it is
 * the system's.
 */
#ifndef TESTS_LIB_ROUTER_PACE_H
#define TESTS_LIB_ROUTER_PACE_H

#include <stdbool.h>

#include "shared/clock.h"

#ifdef CASE
__attribute__((constructor)) static void
pace_begin(void)
{
	cases_own.is_paced = 1;
}
#endif

/* Makes it the system's clock. */
void pace_really(void);
bool pace_is_real(void);

/*
 * Lets that much time pass. No time passes by itself, except that in those unit
 * tests a select for which nothing is ready takes its whole timeout at once.
 */
void pace(usec time);

/* Sets the wall clock to another time, from which it goes on. */
void pace_set_wall(usec wall);

#endif
