/*
 * A queue of rows of a table, such as clients, each of which is in it at most
 * once. Its arrays have an element for each row, and are those of the module
 * whose queue it is, zero at first.
 */
#ifndef SERVER_BASE_DATA_RING_H
#define SERVER_BASE_DATA_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RING_NONE UINT32_MAX

struct ring {
	bool *has; /* by row */
	uint32_t *row;
	size_t first, count;
};

/*
 * Puts the row at the end, in a ring with so many rows in all, unless it is
 * there. Returns whether it did.
 */
bool ring_add(struct ring *ring, size_t rows, uint32_t row);

/* Takes the first row; RING_NONE if there is none. */
uint32_t ring_take(struct ring *ring, size_t rows);

#endif
