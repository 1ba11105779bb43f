/*
 * The parent's signals. A handler sets one flag and does nothing else; all are
 * blocked but inside pselect and right behind it, so none can come between a
 * look at the flags and the wait.
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

/* Blocks them and sets the handlers; false with errno if that fails. */
bool signals_init(void);

/* The mask for pselect, under which they arrive. */
const sigset_t *signals_open_mask(void);

/*
 * Takes what is pending: pselect lets signals in only where nothing is ready.
 * To be called where the flags are looked at before the next wait.
 */
void signals_let_in(void);

/*
 * For the next program: what has come and was not taken is pending again, and
 * so are children that may have died.
 */
void signals_give_back(void);

/* Is it there, to be taken? */
bool signals_has(enum signal_flag flag);

/* True if it came since the last call; the flag is cleared before the work. */
bool signals_take(enum signal_flag flag);

#endif
