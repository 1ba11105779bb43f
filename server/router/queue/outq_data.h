/*
 * The inside of a queue: ranges, each with a piece of a segment. Only outq.c
 * and outq_state.c see it.
 */
#ifndef SERVER_ROUTER_QUEUE_OUTQ_DATA_H
#define SERVER_ROUTER_QUEUE_OUTQ_DATA_H

#include <stdbool.h>

#include "router/queue/segments.h"
#include "shared/clock.h"

struct outq;

struct range {
	struct range *next;
	struct piece piece;
	usec since; /* when its first line was put in */
};

/*
 * Appends the piece, which does not merge with the last one and was put in at
 * that time. Returns false if there is no memory.
 */
bool outq_append(struct outq *queue, struct piece piece, usec since);

#endif
