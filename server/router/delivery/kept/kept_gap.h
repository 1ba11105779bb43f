/*
 * The loss of lines that were to be kept (kept_log.h): the events that are
 * lost, which become one gap, and whether the loss of control is to be made
 * good.
 */
#ifndef SERVER_ROUTER_DELIVERY_KEPT_KEPT_GAP_H
#define SERVER_ROUTER_DELIVERY_KEPT_KEPT_GAP_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"

struct kept_gap {
	uint64_t from; /* ID of the first lost event; 0: none is */
	uint64_t to; /* of the last one */
	bool control; /* a line of control was among them */
	bool told; /* the log says that events are lost */
	usec again; /* ticks_now: not made good again before then */
};

/* Notes that the event of that ID is lost. */
void kept_gap_add(struct kept_gap *gap, uint64_t id);

/* Does so for a line, event or control, and logs the first one. */
void kept_gap_lose(struct kept_gap *gap, uint64_t id, bool is_control);

/* The gap has its line: logs it, and forgets the events. */
void kept_gap_end(struct kept_gap *gap);

/*
 * Returns whether the loss of a line of control is to be made good now, once a
 * minute at most; then it is forgotten.
 */
bool kept_gap_take_control(struct kept_gap *gap);

#endif
