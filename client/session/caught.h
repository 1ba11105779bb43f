/*
 * The signals that a program with the terminal in its hands must deal with, or
 * a script's command that takes leave before it ends. They are blocked but
 * while the program waits, so that none is lost. A filter leaves all signals
 * as they were.
 */
#ifndef CLIENT_SESSION_CAUGHT_H
#define CLIENT_SESSION_CAUGHT_H

#include <signal.h>
#include <stdbool.h>

/*
 * Which are caught: on a terminal TERM, HUP, INT, QUIT, TSTP, CONT and WINCH;
 * in a script TERM, HUP, INT and CHLD.
 */
enum caught_set { CAUGHT_TERMINAL, CAUGHT_SCRIPT };

/* Catches them from now on. */
void caught_begin(enum caught_set set);

/* The mask to wait with: as it was before caught_begin. */
const sigset_t *caught_mask(void);

/* Has the signal come since it was last asked for? */
bool caught_take(int signal);

/*
 * To be called when ppoll has returned for another reason: it tells of no
 * signal as long as there is something else, however long that may be.
 */
void caught_look(void);

/* The signal that is to end the program, or 0. */
int caught_end_signal(void);

/*
 * Stops the process and all of its group, as Ctrl-Z does. Returns when it is
 * continued, or at once where nobody could continue it.
 */
void caught_stop(void);

/* All signals are as before caught_begin, if it was called. */
void caught_finish(void);

#endif
