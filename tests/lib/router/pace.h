/*
 * A clock that the test moves, linked in the place of shared/clock.c: what
 * depends on time is the same each time. The fuzz targets have it, and so has
 * each unit test that includes this (tests.mk).
 */
#ifndef TESTS_LIB_ROUTER_PACE_H
#define TESTS_LIB_ROUTER_PACE_H

#include "shared/clock.h"

/*
 * So much time passes. None does by itself, but for what a select sleeps in
 * those unit tests: if nothing is ready, its time has passed at once.
 */
void pace(usec time);

/*
 * Lets time pass for the stage's loop, whose clock does not count all of a long
 * pause: in parts, with a turn after each, and one before the first.
 */
void pace_turns(usec time);

/* The clock for people is set to another time, and goes on from there. */
void pace_set_wall(usec wall);

#endif
