/*
 * Pending actions on slots. They are marked in the middle of a turn, by whoever
 * finds the reason, and carried out by disconnect.c after the flush. So no slot
 * is freed, closed or told goodbye while other code walks a list.
 */
#ifndef SERVER_ROUTER_DELIVERY_DISCONNECT_REQUESTS_H
#define SERVER_ROUTER_DELIVERY_DISCONNECT_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/slots.h"
#include "shared/codes.h"
#include "shared/str.h"

/* The marks of a slot (bits of struct slot's marks). */
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
void disconnect_request(uint32_t slot, enum bye bye, struct str text);

/*
 * Works like disconnect_request, but tells the client why instead of the code's
 * own sentence. why is not copied either.
 */
void disconnect_because(uint32_t slot, enum bye bye, struct str why);

/*
 * Works like disconnect_because, with a sentence in several pieces, which are
 * copied. If there is no memory for all of it, the code's own sentence is told.
 */
void disconnect_explain(
    uint32_t slot, enum bye bye, const struct str *pieces, size_t count);
#define DISCONNECT_EXPLAIN(slot, bye, ...)                                  \
	disconnect_explain(slot, bye, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * Marks a client that is kicked by somebody, for a reason that the others are
 * told. DISCONNECT_KICK(slot, by, reason, PIECE...) takes the pieces of the
 * sentence for the client.
 */
void disconnect_kick(uint32_t slot, struct str by, struct str reason,
    const struct str *pieces, size_t count);
#define DISCONNECT_KICK(slot, by, reason, ...)    \
	disconnect_kick(slot, by, reason,         \
	    (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Frees the ending's texts, once they are told or no longer needed. */
void disconnect_free_texts(struct ending *ending);

/* Sets one of the marks; MARK_ENDED is set only by the functions above. */
void disconnect_mark(uint32_t slot, unsigned mark);

/* Has the slot's worker killed if it still lives after that time. */
void disconnect_kill_after(uint32_t slot, usec time);

/* Returns whether the slot has ended, or is marked as ended. */
bool disconnect_has_begun(const struct slot *slot);

/*
 * Returns whether the slot's lines are run: until it has ended. Those of the
 * keeper and the journal are run even after that, unless it broke the protocol:
 * they report what it has done, and somebody waits for that.
 */
bool disconnect_runs_lines(const struct slot *slot);

/* Takes a marked slot off the list; SLOT_NONE: none is left. */
uint32_t disconnect_next_marked(void);

/* Returns whether any slot is marked. */
bool disconnect_has_marked(void);

#endif
