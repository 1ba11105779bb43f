/*
 * Deadlines of tests: every wait of the test library ends at one, so that a
 * test fails where it would hang.
 */
#ifndef TESTS_LIB_DEADLINE_H
#define TESTS_LIB_DEADLINE_H

#include <stdbool.h>

#include "shared/clock.h"

/* True in a build with sanitizers: slower, larger, with a descriptor more. */
bool sanitized(void);

/*
 * Says that the test moves much: where reads and writes come late (slow/), they
 * do so by a tenth, of the test and of what it starts from now on.
 */
void bulk(void);

/* True where reads and writes come late. */
bool delayed(void);

/*
 * The time by which what is waited for must have come: 50 s from now, or 100
 * where FORKCAST_SLOW is in the environment.
 */
usec deadline(void);

/*
 * Waits until poll(2) has any of the events (or an error) for the descriptor;
 * false if the deadline has passed first.
 */
bool deadline_poll(int fd, short events, usec deadline);

/*
 * Pauses for a few milliseconds between two looks at something that cannot be
 * polled for; false if the deadline has passed.
 */
bool deadline_pause(usec deadline);

/* Does nothing for that long: only for tests in which time is the matter. */
void pass_time(usec time);

#endif
