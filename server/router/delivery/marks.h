/*
 * Pending actions on slots. They are marked in the middle of a turn, by whoever
 * finds the reason, and carried out by disconnect.c after the flush. So nobody
 * frees, closes or says goodbye while somebody else walks a list.
 */
#ifndef SERVER_ROUTER_DELIVERY_MARKS_H
#define SERVER_ROUTER_DELIVERY_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/slots.h"
#include "shared/codes.h"
#include "shared/str.h"

/* The marks of a slot (a mask: struct slot's marks). */
enum {
	MARK_ENDED = 1 << 0, /* its client is to leave */
	MARK_LOST = 1 << 1, /* no memory for one of its lines: it goes */
	MARK_BROKEN = 1 << 2, /* its downlink has no reader any more */
	MARK_WRITTEN = 1 << 3, /* bye, the last of its queue, is written */
	MARK_DONE = 1 << 4 /* it is reaped, and no lines are left */
};

/*
 * Marks the client of an open slot as ended. The others are told the text, if
 * any, and the client the code's own sentence. The text must stay where it is
 * until the turn is over. A second goodbye is ignored. A kick (BYE_KICKED) is
 * told as one by the operator.
 */
void marks_say(uint32_t slot, enum bye bye, struct str text);

/*
 * Does as marks_say, but tells the client why instead of the code's own
 * sentence. That text must stay where it is too.
 */
void marks_because(uint32_t slot, enum bye bye, struct str why);

/*
 * Does as marks_because, with a sentence in several pieces, which are copied.
 * If there is no memory for all of it, the code's own sentence is told.
 */
void marks_because_of(
    uint32_t slot, enum bye bye, const struct str *pieces, size_t count);
#define MARKS_BECAUSE_OF(slot, bye, ...)                                  \
	marks_because_of(slot, bye, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * Marks a client that is kicked by somebody, for a reason that the others are
 * told. MARKS_KILLED(slot, by, reason, PIECE...) takes the pieces of the
 * sentence for the client.
 */
void marks_killed(uint32_t slot, struct str by, struct str reason,
    const struct str *pieces, size_t count);
#define MARKS_KILLED(slot, by, reason, ...)                                  \
	marks_killed(slot, by, reason, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Frees the ending's texts, once they are told or no longer needed. */
void marks_told(struct ending *ending);

/* Sets one of the marks; MARK_ENDED is set only by the functions above. */
void marks_set(uint32_t slot, unsigned mark);

/* Has the slot's worker killed if it still lives after that time. */
void marks_doomed(uint32_t slot, usec time);

/*
 * Returns whether the slot has ended, or is marked as ended. Then none of its
 * lines are run any more.
 */
bool marks_is_over(const struct slot *slot);

/*
 * Returns whether the slot's lines are run. The keeper's last lines are, even
 * after its goodbye: they report what it has done, and somebody waits for that.
 */
bool marks_is_heard(const struct slot *slot);

/* Takes a marked slot off the list; SLOT_NONE: none is left. */
uint32_t marks_take(void);

/* Returns whether any slot is marked. */
bool marks_are_left(void);

#endif
