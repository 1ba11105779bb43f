/*
 * The loop's clock, for every timer of the router. It stands still between
 * two turns, and time in which the router could not act (it was stopped, the
 * machine slept) counts as at most a second: or all clients would be thrown
 * out for having been silent meanwhile.
 */
#ifndef SERVER_TICKS_H
#define SERVER_TICKS_H

#include "shared/clock.h"

/* No turn of the loop may sleep for longer while a timer runs. */
#define TICKS_GAP SEC

void ticks_advance(void); /* once a turn, when select has returned */
usec ticks_now(void);

/*
 * The monotonic clock itself when the turn began, for rates: there a gap harms
 * nobody, and counted short it would take from clients what they have saved.
 */
usec ticks_mono(void);

#endif
