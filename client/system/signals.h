/*
 * Signal handling for a program that controls the terminal, and for a script's
 * command that says goodbye before it ends. Signals are blocked except while
 * the program waits, so that none is lost. A filter leaves all signals alone.
 */
#ifndef CLIENT_SYSTEM_SIGNALS_H
#define CLIENT_SYSTEM_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/*
 * The signals to catch: TERM, HUP, INT, QUIT, TSTP, CONT and WINCH on a
 * terminal; TERM, HUP, INT and CHLD in a script.
 */
enum signals_set { SIGNALS_TERMINAL, SIGNALS_SCRIPT };

/* Catches the signals from now on. */
void signals_begin(enum signals_set set);

/* Returns the signal mask for waiting: the one from before signals_begin. */
const sigset_t *signals_mask(void);

/* Returns whether the signal has come since the last call for it. */
bool signals_next(int signal);

/*
 * Lets pending signals be delivered. Call it when ppoll has returned because of
 * a descriptor: while descriptors are ready, ppoll delivers no signal.
 */
void signals_deliver_pending(void);

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
