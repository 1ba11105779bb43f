/*
 * A free list: which rows of a table are free. Rows that were given back are
 * reused first, the latest one first of all, so that the same few pages stay in
 * use. The table is the caller's.
 */
#ifndef SERVER_BASE_DATA_ROWS_H
#define SERVER_BASE_DATA_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"

#define ROWS_NONE UINT32_MAX

struct rows {
	uint32_t *spare; /* rows given back */
	size_t spares;
	uint32_t ever; /* above every row that was ever taken */
	uint32_t most;
};

/* Makes the list for a table of that size, all rows free. */
void rows_init(struct rows *rows, size_t most);

/* Returns a free row, or ROWS_NONE. */
uint32_t rows_alloc(struct rows *rows);
/*
 * Take a given row while a table is being refilled, in any order; mostly in
 * that of its rows. False if there is no such row or it is taken. rows_load
 * takes the row whose number the state's line has; if it cannot, it notes that
 * and returns ROWS_NONE.
 */
bool rows_claim(struct rows *rows, uint64_t row);
uint32_t rows_load(struct rows *rows, struct state *state);

void rows_free(struct rows *rows, uint32_t row);

/* Returns how many rows are taken. */
static inline size_t
rows_used(const struct rows *rows)
{
	return rows->ever - rows->spares;
}

#endif
