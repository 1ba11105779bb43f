/*
 * Slow readers: *gap-free, or goodbye*. A slot whose pipe was full when its
 * queue was last written is judged by the age and the length of what waits, and
 * all together by the memory that it takes. A helper is slow only if it has
 * read nothing at all for stall_time. Called by fanout.c and the loop.
 */
#ifndef SERVER_ROUTER_DELIVERY_SLOW_H
#define SERVER_ROUTER_DELIVERY_SLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"

/* Marks the slot if it is slow. */
void slow_judge(uint32_t slot);

/* When it is to be judged again, or ALARMS_NEVER. */
usec slow_next(uint32_t slot);

/*
 * While too much memory is held by what waits, or the system has no more:
 * marks the slot that has waited
 * longest, and returns true. To be asked again when that one has been swept.
 */
bool slow_judge_all(void);

#endif
