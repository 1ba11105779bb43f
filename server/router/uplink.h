/*
 * Workers' input: their uplinks are read and the lines run as commands. A line
 * that must wait, or comes too fast, stays at the front of its slot's buffer,
 * and nothing after it is read: the pipe and TCP push back on the sender.
 */
#ifndef SERVER_ROUTER_UPLINK_H
#define SERVER_ROUTER_UPLINK_H

#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/str.h"

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
 * The deadlines of a slot: a silent or slow client, a line that has waited too
 * long, a worker that outstays its time. Each slot has one alarm, at its
 * soonest deadline. When it rings, all of them are checked, and the next is
 * set.
 */
void uplink_check_deadlines(uint32_t slot);

/* Drops the input that has been read, and no longer waits for anything. */
void uplink_discard(uint32_t slot);

/*
 * Runs a line of the slot's worker (commands.c), which may be hostile: a line
 * that breaks the grammar ends the worker. Returns OUTCOME_WAIT if much waits
 * for the client itself, and OUTCOME_HELD if a group that the line concerns is
 * congested; the line must then be passed again. Once it has been held for
 * hold_time, it is refused. A forced line waits for nobody, unless it
 * makes a long list.
 */
enum outcome commands_run(uint32_t slot, struct str line, bool forced);

#endif
