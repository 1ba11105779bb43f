/*
 * What a turn of the loop may cost. Work is counted where it is done, in units
 * of about a nanosecond, and never timed: the same lines cost the same on any
 * machine. A client stops after the step in progress once it has used its share
 * of a turn, and so do all once the turn's budget is spent; a long command asks
 * budget_is_spent between two steps and goes on from a cursor. What each client
 * has used lately decides whose turn is next (schedule.h).
 */
#ifndef SERVER_ROUTER_QUEUE_BUDGET_H
#define SERVER_ROUTER_QUEUE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

/* In units: what one client may use in a turn, and all of them together. */
#define BUDGET_UNIT UINT64_C(1000) /* of these are a microsecond */
#define BUDGET_SHARE (MSEC * BUDGET_UNIT)
#define BUDGET_TURN (20 * MSEC * BUDGET_UNIT)

/* Nobody: the work is the turn's alone. */
#define BUDGET_NOBODY UINT32_MAX

enum work {
	WORK_LINE, /* parsed, judged and dropped */
	WORK_READ, /* an uplink */
	WORK_ROW, /* of a table, looked at */
	WORK_PERSON, /* shown in full */
	WORK_STEP, /* of a mask, or of a search */
	WORK_BYTE, /* of a line that was made */
	WORK_RECEIVER, /* whose queue a line was put in */
	WORK_WRITE, /* a queue that is written when the turn ends */
	WORKS
};

/* A turn begins. */
void budget_turn(void);

/*
 * What is charged from here on is that slot's, up to budget_close: it may use
 * as much as it has lately, up to its share, before others who have used less
 * are looked for. A slot that is in new hands has used nothing.
 */
void budget_open(uint32_t slot);
void budget_close(void);
void budget_forget(uint32_t slot);

/* How much that was since it was asked last, but for deliveries to others. */
uint64_t budget_own(void);

/* Counts so much of that work. */
void budget_charge(enum work work, size_t count);

/*
 * Must the slot whose work is charged stop after this step? Is the turn's
 * budget spent, so that nobody else may begin?
 */
bool budget_is_spent(void);
bool budget_turn_is_spent(void);

/* Has the slot used its share of this turn? */
bool budget_has_had(uint32_t slot);

/*
 * How much the slot has used lately, by powers of two: it is halved each
 * BUDGET_HALF, counted by budget_halvings since the start.
 */
#define BUDGET_HALF SEC
#define BUDGET_CLASSES 16
unsigned budget_class(uint32_t slot);
uint64_t budget_halvings(void);

/* In units: what this turn has used so far, and the slot of that. */
uint64_t budget_used(void);
uint64_t budget_used_by(uint32_t slot);

#endif
