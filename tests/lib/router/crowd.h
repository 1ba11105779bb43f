/*
 * Enough puppets for the router to use the doorbell, and the time until it
 * reads their lines, on the clock of pace.h.
 */
#ifndef TESTS_LIB_ROUTER_CROWD_H
#define TESTS_LIB_ROUTER_CROWD_H

#include <stdbool.h>
#include <stddef.h>

#include "puppet.h"
#include "shared/clock.h"

#define CROWD_SIZE 100

/*
 * The longest interval between checks that server/base/loop/watch.c promises.
 */
#define CROWD_SWEEP (250 * MSEC)
#define CROWD_DEAF SEC

/* Begins the stage, with a doorbell. Returns its write end. */
int crowd_begin(void);

struct puppet *crowd_get(size_t number);

/* Sends a line without ringing. */
void crowd_whisper(struct puppet *puppet);

/* Returns whether the puppet has got an answer. */
bool crowd_is_heard(struct puppet *puppet);

/*
 * Turns the router until the puppet has an answer. Returns how long that took.
 */
usec crowd_time_to_hear(struct puppet *puppet);

/*
 * Turns the router until just after a sweep, detected by a line of the first
 * client that did not ring. The router then looks at silent uplinks only at the
 * next sweep.
 */
void crowd_await_sweep(void);

/*
 * Turns the router while nobody sends anything. Returns the number of turns in
 * that time, or CROWD_BUSY if time does not pass because the loop never sleeps.
 */
#define CROWD_BUSY 1000
unsigned crowd_idle_turns(usec time);

#endif
