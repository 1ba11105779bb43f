/*
 * The parent's end of each worker's downlink: its queue, the writes from there
 * into the pipe at the end of a turn, and who reads too slowly.
 *
 * A group is congested for a client while at least one, and at least half, of
 * its other members are over the mark (groups.h): a command that would add an
 * event to it waits, for hold_time at most, and is then refused (uplink.c).
 *
 * A slow reader is ended: *gap-free, or goodbye*. A slot whose pipe was full at
 * the last write is judged by the age and the length of its queue, and all
 * queues together by the memory that they take.
 */
#ifndef SERVER_ROUTER_DELIVERY_DOWNLINK_H
#define SERVER_ROUTER_DELIVERY_DOWNLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/model/slots.h"
#include "router/queue/outq.h"

/*
 * Makes the client a member (groups_enter). What waits for it of the group, as
 * one of its connections has not read it since the client left, counts again.
 */
bool downlink_join(uint32_t group, client_id client);

/*
 * Queues the lines for the slot, unless it has ended or is none (SLOT_NONE). If
 * there is no memory, marks the slot as lost, for it has a gap.
 */
void downlink_push(uint32_t slot, struct piece piece, uint32_t lines);

/* Writes to the slot: select has found room in its pipe. */
void downlink_writable(uint32_t slot);

/* Writes, at the end of a turn, once to each queue that has something new. */
void downlink_flush(void);

/*
 * Drop the slot's queue: downlink_cut all but the rest of a line that was
 * written in part, downlink_forget everything, as nothing more is to be written
 * to it.
 */
void downlink_cut(uint32_t slot);
void downlink_forget(uint32_t slot);

/*
 * Goes on with a loaded downlink. Every slot is written to, even if its queue
 * is empty: the goodbye of one that is ending may have been written already.
 */
void downlink_resume(uint32_t slot);

/*
 * downlink_congested returns whether the group is congested for the client, who
 * need not be a member, or for nobody (CLIENT_NONE); downlink_sharers_congested
 * whether any of the client's groups is. A command whose event goes to all who
 * share a group with the client is refused then, and does not wait: one slow
 * group should not hold up all of the client's lines.
 */
bool downlink_congested(uint32_t group, client_id client);
bool downlink_sharers_congested(client_id client);

/*
 * downlink_refuse notes that a line of the client to a group, or to its box,
 * is refused. downlink_refused then returns true for those to that group
 * which follow, as they could overtake it, until none waits any more.
 */
void downlink_refuse(conn_id who, uint32_t group);
bool downlink_refused(conn_id who, uint32_t group);

/*
 * downlink_check_slow disconnects the slot if it is slow; if it is ending
 * already, has it killed after grace. It returns when to judge it again, or
 * ALARMS_NEVER. downlink_check_all disconnects the client whose oldest line is
 * the oldest of all, if queues hold too much memory or the system has no more,
 * and returns true; to be called again once its slot is swept.
 */
usec downlink_check_slow(uint32_t slot);
bool downlink_check_all(void);

#endif
