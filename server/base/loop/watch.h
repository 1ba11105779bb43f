/*
 * The descriptors that the loop waits for. Interest in a descriptor is noted
 * when it changes, not gathered anew each turn, and only descriptors that can
 * make progress are in the sets. Only this module calls select.
 */
#ifndef SERVER_BASE_LOOP_WATCH_H
#define SERVER_BASE_LOOP_WATCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

#define WATCH_FOREVER UINT64_MAX
#define WATCH_NOBODY UINT32_MAX

/* Makes the slot the descriptor's owner; nothing is wanted of it yet. */
void watch_own(int fd, uint32_t slot);
uint32_t watch_owner(int fd); /* or WATCH_NOBODY */

/* Closes *fd unless it is -1, and forgets its owner and interests. */
void watch_close(int *fd);

void watch_read(int fd, bool wanted);
void watch_write(int fd, bool wanted);

/*
 * Sets the doorbell of the workers: a pipe into which each worker writes, as a
 * uint32_t, the number of its uplink's descriptor here. fd is the read end, or
 * -1; theirs is the write end that all workers share.
 */
void watch_bell(int fd, int theirs);

/* Marks an uplink that may have more to read, although no worker will ring. */
void watch_recheck(int fd);

/*
 * Counts whether a read from a descriptor that watch_readable returned found
 * anything.
 */
void watch_note_hit(bool worth_it);

/* Keeps the next watch_wait from waiting, so that postponed work goes on. */
void watch_no_wait(void);

/*
 * Waits until a descriptor is ready, a signal arrives, or the time has passed,
 * which begins now (clock_mono). False with errno if select failed for good; a
 * signal is no failure.
 */
bool watch_wait(usec now, usec timeout);

/*
 * After watch_wait: return the next ready descriptor that is at least fd, or
 * -1.
 */
int watch_readable(int fd);
int watch_writable(int fd);

/*
 * The parent's signals: TERM (for which INT counts too), HUP, USR1, USR2 and
 * CHLD. A handler sets one flag and does nothing else. All signals are blocked
 * except inside watch_wait, so none can arrive between the check of the flags
 * and the wait.
 */

/* Blocks all signals and sets the handlers. False with errno on failure. */
bool watch_signals_init(void);

/*
 * Makes signals that arrived but were not taken pending again, for the next
 * program, and SIGCHLD in any case: children may have died.
 */
void watch_keep_signals(void);

/*
 * Returns whether the signal arrived since the last call, and clears the flag.
 * To be called before the signal's work is done.
 */
bool watch_take_signal(int number);

#endif
