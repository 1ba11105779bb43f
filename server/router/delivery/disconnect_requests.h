/*
 * Pending actions on slots. They are marked in the middle of a turn, by whoever
 * finds the reason, and carried out by disconnect.c after the flush. So no slot
 * is freed, closed or told goodbye while other code walks a list.
 */
#ifndef SERVER_ROUTER_DELIVERY_DISCONNECT_REQUESTS_H
#define SERVER_ROUTER_DELIVERY_DISCONNECT_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/events.h"
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
 * Mark the client of an open slot as ended; a second goodbye is ignored. It is
 * told why, and the others what is told, each in pieces; without any, or
 * without memory for the copies, it is what the code says. QUIT_SAYS before
 * what a client has said keeps that from passing for a reason of the server's.
 * disconnect_kick_all ends all of a client's connections but that one, if any.
 */
#define QUIT_SAYS STR("Quit: ")
void disconnect_telling(
    uint32_t slot, enum bye bye, struct words why, struct words told);
void disconnect_request(uint32_t slot, enum bye bye, struct words why);
void disconnect_kick(
    uint32_t slot, struct str by, struct str reason, struct words why);
void disconnect_kick_all(client_id client, conn_id but, struct str by,
    struct str reason, struct words why);

/* Logs how the worker has broken the rules of its pipe, and ends it. */
void disconnect_broken(uint32_t slot, struct str what);

/* Returns what the others are told of the slot's end. */
struct str disconnect_told(const struct slot *slot);

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

/*
 * Slots whose process is about to die, or has died, as one of its pipes is
 * closed. These are waited for by their pids, because a wait for any child has
 * the kernel look at all children: with thousands of them, that would take
 * longer than everything else about a client's end.
 */
void disconnect_add_reapable(uint32_t slot);

/* Takes the one that waits longest off the list; SLOT_NONE: none is left. */
uint32_t disconnect_reapable(void);

#endif
