/*
 * Workers' input: their uplinks are read and the lines run as commands. A line
 * that must wait, or comes too fast, stays at the front of its slot's buffer,
 * and nothing after it is read: the pipe and TCP push back on the sender.
 */
#ifndef SERVER_ROUTER_UPLINK_H
#define SERVER_ROUTER_UPLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"

/* Has the slot served in its turn: select has found its uplink readable. */
void uplink_ready(uint32_t slot);

/*
 * Serves the slots that are ready, that may speak again, or whose lines wait,
 * each in its turn and as far as the budget goes (budget.h). Called twice a
 * turn: first, and again after the clock is read. Reads at most one buffer of
 * each slot. If any slot is left, the loop does not sleep before the next turn.
 */
void uplink_serve(void);

/*
 * Handles a reaped worker. If it has died, everything it left is read and run
 * in its turn, waiting for nothing else; at most a buffer and a pipe come too
 * fast by this, once. If it has ended because its client had hung up, its lines
 * run on at their own rates until their grace is over. Then the slot is marked
 * as done (MARK_DONE).
 */
void uplink_reaped(uint32_t slot);

/* Reads and drops what is left in the uplink of a reaped slot. */
void uplink_drain(uint32_t slot);

/*
 * uplink_check acts on time: lines held long enough, clients that have hung up,
 * slots that may speak again. uplink_next returns when to call it again, or
 * ALARMS_NEVER.
 */
void uplink_check(uint32_t slot);
usec uplink_next(uint32_t slot);

/* Drops the input that has been read, and no longer waits for anything. */
void uplink_discard(uint32_t slot);

#endif
