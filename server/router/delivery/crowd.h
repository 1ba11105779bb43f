/*
 * The pace of writes to crowds. Each write wakes a worker, and while thousands
 * of workers are busy, anybody else who speaks waits for a processor. So while
 * other events go out too, the members of large groups get theirs in batches,
 * at a pace that leaves most of each processor free. Otherwise they are written
 * to without a pause, some in each turn. The pace adds some latency for crowds
 * and saves wakes, as later writes carry more.
 */
#ifndef SERVER_ROUTER_DELIVERY_CROWD_H
#define SERVER_ROUTER_DELIVERY_CROWD_H

#include <stdbool.h>
#include <stddef.h>

/* The most weight in a turn, or at once after a rest. */
#define CROWD_AT_ONCE 512

/* Returns whether that many receivers of one event are a crowd. */
bool crowd_is(size_t receivers);

/*
 * Notes an event for somebody outside the crowd: crowds are paced for a second.
 */
void crowd_note_other(void);

/*
 * Returns the weight of a write of that many bytes to one of a crowd; at least
 * 1.
 */
size_t crowd_weight(size_t bytes);

/* Returns how much weight may be written to crowds in this turn. */
size_t crowd_allowance(void);

/*
 * Charges the weight that was written. If more are left, wakes the loop when
 * they may be written to.
 */
void crowd_charge(size_t weight, bool more);

#endif
