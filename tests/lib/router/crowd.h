/*
 * Enough puppets to make the doorbell matter, and the time until their lines
 * are heard, on the clock of pace.h.
 */
#ifndef TESTS_LIB_ROUTER_CROWD_H
#define TESTS_LIB_ROUTER_CROWD_H

#include <stdbool.h>
#include <stddef.h>

#include "puppet.h"
#include "shared/clock.h"

#define CROWD_SIZE 100

/* The interval that server/base/loop/watch.c promises. */
#define CROWD_SWEEP (250 * MSEC)
#define CROWD_DEAF SEC

/* Begins the stage, with a bell; its end to write to is returned. */
int crowd_begin(void);

struct puppet *crowd_get(size_t number);

/* Says something without a ring. */
void crowd_whisper(struct puppet *puppet);

/* Returns whether the puppet has got an answer. */
bool crowd_is_heard(struct puppet *puppet);

/* Turns until it has one; how long that took. */
usec crowd_time_to_hear(struct puppet *puppet);

/*
 * Returns right after a sweep, which it detects by a line from the first client
 * that did not ring. The server then looks at silent uplinks only at the next
 * sweep.
 */
void crowd_await_sweep(void);

/*
 * Turns while nobody says anything; how many there were in that time, or
 * CROWD_BUSY if it does not pass, for the loop turns without sleeping.
 */
#define CROWD_BUSY 1000
unsigned crowd_idle_turns(usec time);

#endif
