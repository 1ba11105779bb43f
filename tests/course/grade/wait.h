/*
 * Waiting for the server. No wait measures how fast it is: a wait ends when the
 * awaited holds, or when that cannot come any more, because for some seconds no
 * process of the server has run or waited for a processor. So a busy machine
 * causes no fault. Meanwhile all guests read what they get.
 */
#ifndef TESTS_GRADE_WAIT_H
#define TESTS_GRADE_WAIT_H

#include <stdbool.h>

#include "shared/clock.h"

/*
 * Waits until it holds; false if it does not come, or if the server has ended,
 * which is a fault.
 */
bool wait_for(bool (*holds)(const void *what), const void *what);

/* Waits for at most that long. */
bool wait_at_most(usec time, bool (*holds)(const void *what), const void *what);

/*
 * Waits until the server has done nothing for that long, as far as is known
 * since then; or for ten times as long, if it always does something.
 */
void wait_at_rest(usec time, usec since);

/* Waits until the server has done all that there is to do. */
void wait_settled(void);

/* Lets time pass. */
void wait_pause(usec time);

/* Has all waits end at once, and each further step: to be called by a signal.
 */
void wait_interrupt(int signal);

/* Returns whether that was called. */
bool wait_interrupted(void);

#endif
