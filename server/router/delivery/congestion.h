/*
 * Who reads too slowly. A group is congested for a client while at least one,
 * and at least half, of its other members are over the mark (groups.h): a
 * command that would add an event to it waits, for hold_time at most, and is
 * then refused (commands.c).
 *
 * A slow reader is ended: *gap-free, or goodbye*. A slot whose pipe was full at
 * the last write is judged by the age and the length of its queue, and all
 * queues together by the memory that they take. A helper is slow only if it has
 * read nothing at all for stall_time.
 */
#ifndef SERVER_ROUTER_DELIVERY_CONGESTION_H
#define SERVER_ROUTER_DELIVERY_CONGESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"

/*
 * Returns whether the group is congested for the client, who need not be a
 * member, or for nobody (CLIENT_NONE).
 */
bool congestion_of(uint32_t group, uint32_t who);

/*
 * Returns whether any group of the client is congested for it. A command whose
 * event goes to all who share a group with the client is refused then, and does
 * not wait: one slow group should not hold up all of the client's lines.
 */
bool congestion_of_sharers(uint32_t who);

/*
 * congestion_refuse notes that a line of the client to a group, or to its box,
 * is refused. congestion_refused then returns true for the line at hand if the
 * client had sent it by then; otherwise it could overtake the refused one.
 */
void congestion_refuse(uint32_t who);
bool congestion_refused(uint32_t who);

/*
 * Disconnects the slot if it is slow; if it is ending already, has it killed
 * after grace.
 */
void slow_check(uint32_t slot);

/* Returns when to judge the slot again, or ALARMS_NEVER. */
usec slow_next(uint32_t slot);

/*
 * Disconnects the client whose oldest line is the oldest of all, if queues hold
 * too much memory or the system has no more, and returns true. To be called
 * again once its slot is swept.
 */
bool slow_check_all(void);

#endif
