/*
 * Pauses of a slot's uplink. While it pauses its pipe is not read, and its next
 * line stays at the front of the buffer.
 */
#ifndef SERVER_ROUTER_PAUSE_H
#define SERVER_ROUTER_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/slots.h"
#include "shared/clock.h"

/* Pauses the slot until a later turn, when the reason may have passed. */
void pause_retry(uint32_t number);

/*
 * Has the slot wait for its place in the schedule: in this turn, or in the next
 * one if its share is used up.
 */
void pause_give_way(uint32_t number);

/* Pauses the slot until all others have been served in the next turn. */
void pause_fence(uint32_t number);

/* Pauses the slot until it has been silent for long enough. */
void pause_slow_down(uint32_t number, usec wait);

/*
 * Pauses the slot until its next line may run; false if that may run already.
 */
bool pause_not_before(uint32_t number);

/*
 * Reconsiders a slot that waits for its rate: after a change of the rates it
 * may be able to go on sooner.
 */
void pause_recheck_rate(uint32_t number);

/* Ends any pause of the slot. */
void pause_end(struct slot *slot);

#endif
