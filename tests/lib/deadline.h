/*
 * Deadlines of tests. Every wait of the test library ends at one, so that a
 * test fails where it would hang. They are of the system's monotonic clock,
 * even where a test moves its own (router/pace.h).
 */
#ifndef TESTS_LIB_DEADLINE_H
#define TESTS_LIB_DEADLINE_H

#include <stdbool.h>

#include "shared/clock.h"

/*
 * Returns whether this is a build with sanitizers, which is slower and larger,
 * and has one descriptor more.
 */
bool sanitized(void);

/*
 * Returns the time by which a wait must be over, which only one that hangs does
 * not see: 50 s from now, times PATIENCE (of the environment, which
 * tests/run/run sets: how slow the machine is), times the processes that want
 * to run for each two processors.
 */
usec deadline(void);

/* Returns PATIENCE, or 1. */
double deadline_patience(void);

/* Returns whether the deadline has passed. */
bool deadline_passed(usec deadline);

/* Returns whether any has passed: the test waited for what did not come. */
bool deadline_is_over(void);

/*
 * Waits until poll(2) has any of the events (or an error) for the descriptor;
 * false if the deadline has passed first.
 */
bool deadline_poll(int fd, short events, usec deadline);

/*
 * Pauses for a few milliseconds between two looks at something that poll cannot
 * wait for; false if the deadline has passed.
 */
bool deadline_pause(usec deadline);

/* Does nothing for that long: only for tests whose subject is time. */
void pass_time(usec time);

#endif
