/*
 * The loop's clock, for every timer of the router. It stands still during a
 * turn. Time in which the router could not act (it was stopped, or the machine
 * slept) counts as at most a second more than the router meant to sleep;
 * otherwise all clients would be disconnected for being silent meanwhile.
 */
#ifndef SERVER_BASE_LOOP_TICKS_H
#define SERVER_BASE_LOOP_TICKS_H

#include "shared/clock.h"

#define TICKS_GAP SEC

/*
 * Advances the clock, once a turn, after select has returned. slept is the
 * longest that select was allowed to sleep.
 */
void ticks_advance(usec slept);

usec ticks_now(void);

/* Returns how long the server has run, gaps included. */
usec ticks_uptime(void);

/*
 * Returns the monotonic clock at the beginning of the turn, for rates: a gap
 * harms no rate, but shortening it would take from clients the allowance that
 * they have saved.
 */
usec ticks_mono(void);

#endif
