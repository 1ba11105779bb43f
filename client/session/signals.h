/*
 * The signals that a program with the terminal in its hands must deal with, or
 * a script's command that takes leave before it ends. They are blocked but
 * while the program waits, so that none is lost. A filter leaves all signals
 * as they were.
 */
#ifndef CLIENT_SESSION_SIGNALS_H
#define CLIENT_SESSION_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/*
 * Which are caught: on a terminal TERM, HUP, INT, QUIT, TSTP, CONT and WINCH;
 * in a script TERM, HUP, INT and CHLD.
 */
enum signals_set { SIGNALS_TERMINAL, SIGNALS_SCRIPT };

/* Catches them from now on. */
void signals_begin(enum signals_set set);

/* The mask to wait with: as it was before signals_begin. */
const sigset_t *signals_mask(void);

/* Has the signal come since it was last asked for? */
bool signals_next(int signal);

/*
 * To be called when ppoll has returned for another reason: it tells of no
 * signal as long as there is something else, however long that may be.
 */
void signals_look(void);

/* The signal that is to end the program, or 0. */
int signals_end_signal(void);

/*
 * Stops the process and all of its group, as Ctrl-Z does. Returns when it is
 * continued, or at once where nobody could continue it.
 */
void signals_stop(void);

/* All signals are as before signals_begin, if it was called. */
void signals_finish(void);

#endif
