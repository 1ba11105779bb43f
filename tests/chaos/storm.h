/*
 * Faults for the running server: its workers are killed, stopped, continued and
 * told to end; the server itself is stopped for a moment, told to reload its
 * configuration and to log its summary. The witness's worker is spared.
 */
#ifndef TESTS_CHAOS_STORM_H
#define TESTS_CHAOS_STORM_H

#include <stddef.h>

#include "tests/lib/server.h"

void storm_begin(struct server *server);

/* Whatever is due; to be called often. */
void storm_blow(void);

/* Lets as much time pass for the server as has passed since the last call. */
void storm_flow(void);

/* Whatever was stopped goes on. */
void storm_end(void);

/* How often it has done something. */
size_t storm_count(void);

#endif
