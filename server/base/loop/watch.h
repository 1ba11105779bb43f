/*
 * What the loop waits for: the interest in each descriptor is noted when it
 * changes, not gathered anew each turn, and only what can make progress is in
 * it. This is the only place that calls select.
 */
#ifndef SERVER_BASE_LOOP_WATCH_H
#define SERVER_BASE_LOOP_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

#define WATCH_FOREVER UINT64_MAX
#define WATCH_NOBODY UINT32_MAX

/* The descriptor belongs to that slot, and nothing is wanted of it yet. */
void watch_own(int fd, uint32_t slot);
uint32_t watch_owner(int fd); /* or WATCH_NOBODY */

/* Closes *fd unless it is -1, and forgets all about it. */
void watch_close(int *fd);

void watch_read(int fd, bool wanted);
void watch_write(int fd, bool wanted);

/*
 * The doorbell of the workers: the end to read from, or -1, of a pipe into
 * which each writes, as a uint32_t, the number that its uplink has here; the
 * end that they write to, all the same one; and the flags that this is to have,
 * whatever they do to them (fcntl(2), F_GETFL), or 0: those that it has.
 */
void watch_bell(int fd, int theirs, int flags);

/* There may be more on an uplink, of which nobody will ring. */
void watch_recheck(int fd);

/* Whether there was anything where watch_readable said so. */
void watch_note_hit(bool worth_it);

/* The next wait is none: something that waited may go on. */
void watch_no_wait(void);

/*
 * Waits until something is ready, a signal came, or the time has passed.
 * False if select failed for good, with errno; a signal is no failure.
 */
bool watch_wait(usec timeout);

/* Has the last wait found every uplink that was rung for before it? */
bool watch_found_all(void);

/* When it last began to, by clock_mono. */
usec watch_began(void);

/* After watch_wait: the next ready descriptor that is not less, or -1. */
int watch_readable(int fd);
int watch_writable(int fd);

#endif
