/*
 * The loop's clock, for every timer of the router. It stands still between
 * two turns, and time in which the router could not act (it was stopped, the
 * machine slept) counts as at most a second beyond what it meant to sleep: or
 * all clients would be thrown out for having been silent meanwhile.
 */
#ifndef SERVER_BASE_LOOP_TICKS_H
#define SERVER_BASE_LOOP_TICKS_H

#include "shared/clock.h"

#define TICKS_GAP SEC

/* Once a turn, when select has returned: it was to sleep for so long at most.
 */
void ticks_advance(usec slept);

usec ticks_now(void);

/* How long it has run, whatever happened. */
usec ticks_uptime(void);

/*
 * The monotonic clock itself when the turn began, for rates: there a gap harms
 * nobody, and counted short it would take from clients what they have saved.
 */
usec ticks_mono(void);

#endif
