/* A ring of messages in shared memory: see ring.h. */
#include "ring.h"

#include <string.h>

size_t
ring_bytes(size_t size)
{
	const size_t bytes = sizeof(struct ring) + RING_SLOTS * size;

	return (bytes + RING_LINE - 1) / RING_LINE * RING_LINE;
}

void
ring_init(struct ring *ring, size_t size)
{
	ring->size = size;
}

static char *
slot_of(struct ring *ring, uint64_t number)
{
	return ring->slots + number % RING_SLOTS * ring->size;
}

void
ring_put(struct ring *ring, const char *text)
{
	memcpy(slot_of(ring, ring->done), text, ring->size);
	ring->done++;
}

void
ring_take(struct ring *ring, char *text)
{
	memcpy(text, slot_of(ring, ring->taken), ring->size);
	ring->taken++;
}
