/*
 * Signal handling for a program that controls the terminal, and for a script's
 * command that says goodbye before it ends. Signals are blocked except while
 * the program waits, so that none is lost.
 */
#ifndef CLIENT_SYSTEM_SIGNALS_H
#define CLIENT_SYSTEM_SIGNALS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"

/* The deadline that never comes. */
#define WAIT_FOR_EVER UINT64_MAX

/*
 * The signals to catch: TERM, HUP, INT, QUIT, TSTP, CONT and WINCH on a
 * terminal; TERM, HUP, INT and CHLD in a script.
 */
enum signals_set { SIGNALS_TERMINAL, SIGNALS_SCRIPT };

/* Catches the signals from now on. */
void signals_begin(enum signals_set set);

/* Returns whether the signal has come since the last call for it. */
bool signals_next(int signal);

/*
 * Waits until a descriptor is ready, a signal comes, or that time of clock_mono
 * is there; WAIT_FOR_EVER never is. Returns how many are ready; if none is, no
 * revents is set. Ends the program if it cannot wait.
 */
int signals_wait(struct pollfd *set, size_t count, usec deadline);

/* Returns the signal that is to end the program, or 0. */
int signals_end_signal(void);

/*
 * Stops the whole process group, as Ctrl-Z does. Returns when it is continued,
 * or at once if nobody could continue it.
 */
void signals_stop(void);

/* Restores all signals, if signals_begin was called. */
void signals_finish(void);

#endif
