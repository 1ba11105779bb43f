/*
 * A clock that the test moves, linked instead of shared/clock.c, so that
 * whatever depends on time is the same each time. The fuzz targets have it, and
 * each unit test that includes this (tests.mk).
 */
#ifndef TESTS_LIB_ROUTER_PACE_H
#define TESTS_LIB_ROUTER_PACE_H

#include "shared/clock.h"

/*
 * Lets that much time pass. No time passes by itself, except that in those unit
 * tests a select for which nothing is ready takes its whole timeout at once.
 */
void pace(usec time);

/*
 * Lets time pass for the stage's loop, whose clock does not count all of a long
 * pause: in parts, with a turn before the first and after each.
 */
void pace_turns(usec time);

/* Sets the wall clock to another time, from which it goes on. */
void pace_set_wall(usec wall);

#endif
