/*
 * A ring of messages in memory that two processes share: one of them puts
 * messages in and the other takes them out. Two semaphores, which are the
 * caller's, count the slots that are free and those that are filled, so that
 * the two are never at the same slot.
 */
#ifndef TESTS_IPC_RING_H
#define TESTS_IPC_RING_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RING_SLOTS 64

/*
 * The two sides write to different cache lines, because a line moves to its
 * writer.
 */
#define RING_LINE 64

struct ring {
	alignas(RING_LINE) uint64_t done; /* messages, by who puts them in */
	size_t size; /* of a message */
	alignas(RING_LINE) uint64_t taken; /* by who takes them out */
	alignas(RING_LINE) char slots[];
};

/* How much memory it takes; rings may stand one behind the other. */
size_t ring_bytes(size_t size);

/* In memory that is all zero. */
void ring_init(struct ring *ring, size_t size);

/* After the wait for a free slot; then the filled one is to be posted. */
void ring_put(struct ring *ring, const char *text);

/* After the wait for a filled slot; then the free one is to be posted. */
void ring_take(struct ring *ring, char *text);

#endif
