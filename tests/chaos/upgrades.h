/*
 * Upgrades the server again and again, by orders over the control socket: in
 * turn to FORKCAST_NEXT (a path), or a copy of its own program, and back to the
 * first program. No worker may be another process afterwards. A refusal ends
 * the test.
 */
#ifndef TESTS_CHAOS_UPGRADES_H
#define TESTS_CHAOS_UPGRADES_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "tests/lib/server.h"

/*
 * Returns the first program, in the build directory: FORKCAST_CHAOS, or the
 * paced server.
 */
const char *upgrades_program(void);

/* So many, spread over that time from now on. */
void upgrades_begin(struct server *server, size_t count, usec time);

/* Begins or ends what is due; to be called often. */
void upgrades_turn(void);

/* All of them have been. */
bool upgrades_over(void);

/* Returns whether one is ordered and has no answer: who waits must not be late.
 */
bool upgrades_ordered(void);

/* How long the server did nothing else, in ms, at most, as it says itself. */
size_t upgrades_longest(void);

#endif
