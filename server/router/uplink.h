/*
 * What workers say: their uplinks are read, and the lines run as commands. A
 * line that must wait, or comes too fast, stays at the front of its slot's
 * buffer, and nothing is read behind it: the pipe and TCP push back on who
 * sent it.
 */
#ifndef SERVER_ROUTER_UPLINK_H
#define SERVER_ROUTER_UPLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"

/* A turn begins: it has a new budget (budget.h). */
void uplink_turn(void);

/* Select found something there: the slot is to be served in its turn. */
void uplink_ready(uint32_t slot);

/*
 * Twice a turn, at first and behind the clock: serves those who are ready,
 * those whose time has come, and those whose lines wait, each in its turn
 * (schedule.h) and as far as the budget goes. At most one buffer of each is
 * read, or all that is in the pipe if a fenced slot waits for it. If any are
 * left, the loop does not sleep before the next turn.
 */
void uplink_serve(void);

/* The rates have changed: one who waits for its time may go on sooner. */
void uplink_hurry(uint32_t slot);

/*
 * The worker is reaped. If it has died, all that it left is read and run in its
 * turn, waiting for nothing else: what comes too fast by this is no more than a
 * buffer and a pipe, once. If it has ended because its client had hung up, its
 * lines run on at their own rates, until grace is over. Then the slot is done
 * with.
 */
void uplink_reaped(uint32_t slot);

/* What is left there of a slot that is reaped is read and dropped. */
void uplink_drain(uint32_t slot);

/*
 * What time does to a slot: whose line has been held for long enough, whose
 * client has hung up, who may speak again; and when to look again, or
 * ALARMS_NEVER.
 */
void uplink_judge(uint32_t slot);
usec uplink_next(uint32_t slot);

/* Drops what has been read, and lets nothing wait. */
void uplink_discard(uint32_t slot);

#endif
