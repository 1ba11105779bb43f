/*
 * What time alone brings about: slow readers are told goodbye, the silent are
 * asked or told goodbye, workers that outstay their deadline are killed,
 * newcomers that were turned away are let go. Looked at ten times a second, and
 * only while there is something to wait for: an idle server does not wake up.
 */
#ifndef SERVER_TIMERS_H
#define SERVER_TIMERS_H

#include <stdint.h>

#include "shared/clock.h"

/* From now on until all is settled the timers run. */
void timers_need(void);

/* How long the loop may sleep, or WATCH_FOREVER. */
usec timers_timeout(void);

/* Does what is due; to be called each turn. */
void timers_run(void);

/*
 * Judges a slot whose pipe was full when its queue was last written: *gap-free,
 * or goodbye*.
 */
void timers_judge(uint32_t slot);

/*
 * The same for all together, after a turn's writes: while too much memory is
 * held by what waits, the slot that has waited longest has to go.
 */
void timers_judge_all(void);

#endif
