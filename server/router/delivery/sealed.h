/*
 * The slots whose queues end with sealed lines (outq.h). Lines are sealed in
 * batches, of which there are two at most: one that flies, while the journal
 * writes its events, and one that is being collected meanwhile.
 */
#ifndef SERVER_ROUTER_DELIVERY_SEALED_H
#define SERVER_ROUTER_DELIVERY_SEALED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Sets whether the next lines that are pushed belong to the batch that is
 * collected. Lines behind them in a queue wait as well.
 */
void sealed_collect(bool is_so);

/* Notes that so many bytes were pushed to the slot's queue. */
void sealed_pushed(uint32_t slot, size_t bytes);

/* Has the collected batch fly. No other may fly. */
void sealed_fly(void);

/*
 * Opens the next queue with lines of the batch that flies, up to the lines of
 * the collected batch. Returns its slot; SLOT_NONE if there are no more: none
 * flies any longer.
 */
uint32_t sealed_open(void);

/* Opens the slot's queue, with lines of any batch. */
void sealed_release(uint32_t slot);

/* Returns a slot with sealed lines; SLOT_NONE: there is none. */
uint32_t sealed_first(void);

/* Returns whether any queue has lines of the batch that flies. */
bool sealed_flies(void);

/* Takes over a loaded queue with sealed lines: all of them fly. */
void sealed_restore(uint32_t slot);

#endif
