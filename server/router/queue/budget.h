/*
 * The cost of a turn of the loop. Work is counted where it is done, in units of
 * about a nanosecond, and never timed: the same lines cost the same on any
 * machine. A client that has used its share of a turn stops after its current
 * step, and so do all clients once the turn's budget is spent. A long command
 * calls budget_is_spent between two steps and resumes from a cursor. Recent use
 * decides which client is served next (schedule.h).
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

/* No slot: the work is charged to the turn alone. */
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

/* Begins a turn. */
void budget_turn(void);

/*
 * budget_open charges all work to the slot until budget_close. The slot may use
 * as much as it has used lately, up to its share, before it stops for others
 * that have used less. budget_forget clears the account of a slot that has a
 * new owner.
 */
void budget_open(uint32_t slot);
void budget_close(void);
void budget_forget(uint32_t slot);

/*
 * Returns how much the open slot has used since the last call, without
 * deliveries to others.
 */
uint64_t budget_take_own(void);

/* Charges the open slot for work of that kind, done count times. */
void budget_charge(enum work work, size_t count);

/*
 * budget_is_spent returns whether the open slot must stop after this step.
 * budget_turn_is_spent returns whether the turn's budget is spent, so that no
 * other slot may begin.
 */
bool budget_is_spent(void);
bool budget_turn_is_spent(void);

/* Returns whether the slot has used its share of this turn. */
bool budget_share_is_used(uint32_t slot);

/*
 * budget_class returns the class of the slot's recent use, by powers of two.
 * The recent use is halved every BUDGET_HALF; budget_halvings returns the
 * number of halvings since the clock began.
 */
#define BUDGET_HALF SEC
#define BUDGET_CLASSES 16
unsigned budget_class(uint32_t slot);
uint64_t budget_halvings(void);

/* Return the units used so far in this turn: by all, and by the slot. */
uint64_t budget_used(void);
uint64_t budget_used_by(uint32_t slot);

#endif
