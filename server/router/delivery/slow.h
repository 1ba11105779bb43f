/*
 * Slow readers: *gap-free, or goodbye*. A slot whose pipe was full at the last
 * write is judged by the age and the length of its queue, and all queues
 * together by the memory that they take. A helper is slow only if it has read
 * nothing at all for stall_time.
 */
#ifndef SERVER_ROUTER_DELIVERY_SLOW_H
#define SERVER_ROUTER_DELIVERY_SLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"

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
