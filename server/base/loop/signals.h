/*
 * The parent's signals. A handler sets one flag and does nothing else. All
 * signals are blocked except inside pselect and just after it, so none can
 * arrive between the check of the flags and the wait.
 */
#ifndef SERVER_BASE_LOOP_SIGNALS_H
#define SERVER_BASE_LOOP_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

enum signal_flag {
	SIGNAL_STOP, /* TERM, INT */
	SIGNAL_RELOAD, /* HUP */
	SIGNAL_REPORT, /* USR1 */
	SIGNAL_CHILD, /* CHLD */
	SIGNAL_UPGRADE, /* USR2 */
	SIGNAL_FLAGS
};

/* Blocks all signals and sets the handlers. False with errno on failure. */
bool signals_init(void);

/* Returns the mask for pselect, which lets signals in. */
const sigset_t *signals_open_mask(void);

/*
 * Lets pending signals in: pselect does so only if nothing is ready. To be
 * called where the flags are checked before the next wait.
 */
void signals_deliver(void);

/*
 * Makes signals that arrived but were not taken pending again, for the next
 * program, and SIGCHLD in any case: children may have died.
 */
void signals_make_pending(void);

/* Returns whether the signal has arrived and was not taken yet. */
bool signals_has(enum signal_flag flag);

/*
 * Returns whether the signal arrived since the last call, and clears the flag.
 * To be called before the signal's work is done.
 */
bool signals_take(enum signal_flag flag);

#endif
