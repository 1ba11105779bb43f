/*
 * The pipes of children, the parent's end of each worker's downlink: its queue,
 * and the writes from there into the pipe, at the end of a turn.
 */
#ifndef SERVER_ROUTER_DELIVERY_DOWNLINK_H
#define SERVER_ROUTER_DELIVERY_DOWNLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/model/slots.h"
#include "router/queue/outq.h"

/*
 * Makes both pipes for a child, or neither; returns false, with errno, on
 * failure. A pipe begins with one page, and grows up to PIPES_STEPS - 1 times
 * when it turns out to be full while its reader takes what is there.
 */
#define PIPES_STEPS 3
bool pipes_open(int up[2], int down[2]);

/*
 * Notes that the uplink held count bytes when it was read: if that was its
 * whole capacity, it grows.
 */
void pipes_read_uplink(struct uplink *up, size_t count);

/*
 * Queues the lines for the slot, unless it has ended. If there is no memory,
 * marks the slot as lost, for it has a gap.
 */
void downlink_push(uint32_t slot, struct piece piece, uint32_t lines);

/*
 * Sets how many receivers the next pushes go to; 1 at first. A crowd is written
 * to after all others, at its own pace.
 */
void downlink_set_receivers(size_t receivers);

/* Has the slot that caused the next push written to before its crowd. */
void downlink_write_first(uint32_t slot);

/* Writes to the slot: select has found room in its pipe. */
void downlink_writable(uint32_t slot);

/*
 * Writes, at the end of a turn, once to each queue that has something new, but
 * only to some queues of a crowd.
 */
void downlink_flush(void);

/*
 * Drop the slot's queue: downlink_cut all but the rest of a line that was
 * written in part, downlink_forget everything, as nothing more is to be written
 * to it.
 */
void downlink_cut(uint32_t slot);
void downlink_forget(uint32_t slot);

#endif
