/*
 * What is to become of slots: marked by whoever finds it out in the middle of
 * a turn, and done by disconnect.c behind the flush. So nobody frees, closes or
 * says goodbye while somebody else walks a list.
 */
#ifndef SERVER_ROUTER_DELIVERY_MARKS_H
#define SERVER_ROUTER_DELIVERY_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/slots.h"
#include "shared/codes.h"
#include "shared/str.h"

/* What a slot is marked with (a mask: struct slot's marks). */
enum {
	MARK_ENDED = 1 << 0, /* its client is to leave */
	MARK_LOST =
	    1 << 1, /* it lacks a line, for want of memory: it has to go */
	MARK_BROKEN = 1 << 2, /* nobody reads its downlink any more */
	MARK_WRITTEN = 1 << 3, /* bye was the last, and has gone */
	MARK_DONE = 1 << 4 /* it is reaped, and its lines are done with */
};

/*
 * The client of an open slot is to leave: the others are told the text, if
 * any, and the client why. Both texts stay where they are until the turn is
 * over. Of two goodbyes the first counts. Who is kicked so is kicked by the
 * operator.
 */
void marks_say(uint32_t slot, enum bye bye, struct str text);

/* The same, with a sentence for the client that says more than the code's. */
void marks_because(uint32_t slot, enum bye bye, struct str why);

/*
 * The same with a sentence of several pieces, which need not stay where they
 * are: all together, or the code's own where there is no memory.
 */
void marks_because_of(
    uint32_t slot, enum bye bye, const struct str *pieces, size_t count);
#define MARKS_BECAUSE_OF(slot, bye, ...)                                  \
	marks_because_of(slot, bye, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * The same of who is kicked by somebody, for a reason that the others are told:
 * MARKS_KILLED(slot, by, reason, pieces of the sentence for the client).
 */
void marks_killed(uint32_t slot, struct str by, struct str reason,
    const struct str *pieces, size_t count);
#define MARKS_KILLED(slot, by, reason, ...)                                  \
	marks_killed(slot, by, reason, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* It has been told, or will not be: the sentence is given back. */
void marks_told(struct ending *ending);

/* Marks the slot with one of these; as ended only by those above. */
void marks_set(uint32_t slot, unsigned mark);

/* The slot's worker is killed if it still lives after that time. */
void marks_doomed(uint32_t slot, usec time);

/* Has it ended, or is it marked so? Then nothing more of it is run. */
bool marks_is_over(const struct slot *slot);

/*
 * Are the slot's lines run? Those of the keeper are to their end, also when it
 * has been told goodbye: what it has done is done, and somebody waits for that.
 */
bool marks_is_heard(const struct slot *slot);

/* A slot that is marked, and not on the list any more; SLOT_NONE: no more. */
uint32_t marks_take(void);

/* Is any slot marked? */
bool marks_are_left(void);

#endif
