/*
 * The server becomes another program, again and again, as whoever orders it
 * over the control socket has it do: by turns that of FORKCAST_NEXT (a path),
 * or a copy of its own, and the one that it was at first. Nobody's worker may
 * be another process behind that. What is refused ends the test.
 */
#ifndef TESTS_CHAOS_UPGRADES_H
#define TESTS_CHAOS_UPGRADES_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "tests/lib/server.h"

/* So many, spread over that time from now on. */
void upgrades_begin(struct server *server, size_t count, usec time);

/* Begins or ends what is due; to be called often. */
void upgrades_turn(void);

/* All of them have been. */
bool upgrades_over(void);

/* How long the server did nothing else, in ms, at most, as it says itself. */
size_t upgrades_longest(void);

#endif
