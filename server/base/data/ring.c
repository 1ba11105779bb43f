/* A queue of rows: see ring.h. */
#include "base/data/ring.h"

bool
ring_add(struct ring *ring, size_t rows, uint32_t row)
{
	if (ring->has[row])
		return false;
	ring->has[row] = true;
	ring->row[(ring->first + ring->count++) % rows] = row;
	return true;
}

uint32_t
ring_take(struct ring *ring, size_t rows)
{
	uint32_t row;

	if (ring->count == 0) {
		ring->first = 0; /* so that the same few pages are reused */
		return RING_NONE;
	}
	row = ring->row[ring->first];
	ring->first = (ring->first + 1) % rows;
	ring->count--;
	ring->has[row] = false;
	return row;
}
