/* A ring of messages in shared memory: see ring.h. */
#include "ring.h"

#include <stdatomic.h>
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

/*
 * A process is killed between two instructions, and what those before have
 * written is all seen once it is known to be dead. So it is enough that the
 * compiler keeps the order; that of the processor is the semaphores' matter.
 */
static void
keep_order(void)
{
	atomic_signal_fence(memory_order_seq_cst);
}

static void
begin(struct ring *ring)
{
	ring->begun++;
	keep_order();
}

void
ring_put(struct ring *ring, const char *text)
{
	begin(ring);
	memcpy(slot_of(ring, ring->done), text, ring->size);
	keep_order();
	ring->done++;
}

void
ring_put_half(struct ring *ring, const char *text)
{
	begin(ring);
	memcpy(slot_of(ring, ring->done), text, ring->size / 2);
}

void
ring_take(struct ring *ring, char *text)
{
	memcpy(text, slot_of(ring, ring->taken), ring->size);
	ring->taken++;
}

bool
ring_is_torn(const struct ring *ring)
{
	return ring->begun != ring->done;
}

void
ring_mend(struct ring *ring)
{
	ring->begun = ring->done;
}
