/*
 * The cost of a turn of the loop, and the order in which slots are served. Work
 * is counted where it is done, in units of about a nanosecond, and never timed:
 * the same lines cost the same on any machine. A client that has used its share
 * of a turn stops after its current step, and so do all clients once the turn's
 * budget is spent. A long command calls budget_is_spent between two steps and
 * resumes from a cursor.
 *
 * Slots that have lines to run wait here in a few classes, by what they have
 * used lately. Those that have used less come first, and equals take turns.
 */
#ifndef SERVER_ROUTER_QUEUE_BUDGET_H
#define SERVER_ROUTER_QUEUE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

/* Limits in units: for one client in a turn, and for all clients together. */
#define BUDGET_UNIT UINT64_C(1000) /* units in a microsecond */
#define BUDGET_SHARE (MSEC * BUDGET_UNIT)
#define BUDGET_TURN (20 * MSEC * BUDGET_UNIT)

/*
 * The cost up to which a line counts as one. Listing the names of a group of a
 * hundred costs less.
 */
#define BUDGET_LINE (50 * BUDGET_UNIT)

/* No slot. */
#define BUDGET_NOBODY UINT32_MAX

enum work {
	WORK_LINE, /* a line parsed, judged and dropped */
	WORK_READ, /* a read of an uplink */
	WORK_ROW, /* a row of a table, looked at */
	WORK_PERSON, /* a client shown in full */
	WORK_STEP, /* a step of matching a mask, or of a search */
	WORK_BYTE, /* a byte of a line that was made */
	WORK_RECEIVER, /* a receiver whose queue got a line */
	WORK_WRITE, /* a queue written at the end of the turn */
	WORKS
};

/*
 * Begins a turn: slots that have used their share, or are to be tried later,
 * are to be served again.
 */
void budget_turn(void);

/*
 * budget_add has the slot served in this turn, or in the next one if it has
 * used its share of this; budget_try_later in some later turn, for which the
 * loop is not woken. budget_drop takes the slot out; to be called before it
 * gets a new owner, whose account is empty then.
 */
void budget_add(uint32_t slot);
void budget_try_later(uint32_t slot);
void budget_drop(uint32_t slot);

/*
 * budget_next takes out the slot to be served next in this turn, or returns
 * BUDGET_NOBODY. budget_has_more returns whether any slot waits to be served.
 */
uint32_t budget_next(void);
bool budget_has_more(void);

/*
 * budget_open charges all work to the slot until budget_close. budget_take_own
 * returns how much it has used since the last call, without deliveries to
 * others.
 */
void budget_open(uint32_t slot);
void budget_close(void);
uint64_t budget_take_own(void);

/* Charges the open slot for work of that kind, done count times. */
void budget_charge(enum work work, size_t count);

/*
 * budget_is_spent returns whether the open slot must stop after this step: it
 * has used its share, or so much that others come first. budget_turn_is_spent
 * returns whether the turn's budget is spent, so that no other slot may begin.
 */
bool budget_is_spent(void);
bool budget_turn_is_spent(void);

/* Returns the units used so far in this turn by all. */
uint64_t budget_used(void);

#endif
