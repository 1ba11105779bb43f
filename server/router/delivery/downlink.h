/*
 * The parent's end of each worker's downlink: what is put into its queue, and
 * from there into the pipe, when the loop has read what was ready. Used by
 * fanout.c and the loop.
 */
#ifndef SERVER_ROUTER_DELIVERY_DOWNLINK_H
#define SERVER_ROUTER_DELIVERY_DOWNLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/queue/outq.h"

/*
 * So many lines go into the slot's queue, unless it has ended. Where there is
 * no memory it is marked as lost, for it has a gap.
 */
void downlink_push(uint32_t slot, struct piece piece, uint32_t lines);

/*
 * What is pushed from now on goes to so many, 1 at first. Those of a crowd are
 * written to behind all others, at their pace (crowd.h).
 */
void downlink_crowd(size_t receivers);

/* The slot has caused what is pushed next: it is written to before its crowd.
 */
void downlink_lead(uint32_t slot);

/* The pipe has room again, says select. */
void downlink_writable(uint32_t slot);

/*
 * At the end of a turn: one write to each queue that has something new; of a
 * crowd's, to some.
 */
void downlink_flush(void);

/* Nothing is to be written to the slot any more: drops its queue. */
void downlink_forget(uint32_t slot);

/*
 * What of them goes to the next program (base/state/state.h), and back: a line
 * of one of them, *slot being that, SLOT_NONE at first; then the end of them
 * all.
 */
void downlink_save(struct state *state);
void downlink_load_line(struct state *state, uint32_t *slot);
void downlink_load_end(struct state *state);

#endif
