/*
 * Which rows of a table are free: those that were given back come first, the
 * last of them first of all, so that the same few pages are used again. The
 * table itself is the caller's.
 */
#ifndef SERVER_BASE_DATA_ROWS_H
#define SERVER_BASE_DATA_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROWS_NONE UINT32_MAX

struct rows {
	uint32_t *spare; /* given back */
	size_t spares;
	uint32_t ever; /* all that were ever taken are below it */
	uint32_t most;
};

/* Of so many, all free; false where there is no memory. */
bool rows_init(struct rows *rows, size_t most);

/* A free row; ROWS_NONE where there is none. */
uint32_t rows_take(struct rows *rows);
/*
 * That very row, of a table that is filled anew, mostly in the order of its
 * rows; false if it is none, or taken already. Until the table is filled, one
 * that is given back is unclaimed.
 */
bool rows_claim(struct rows *rows, uint64_t row);
void rows_unclaim(struct rows *rows, uint32_t row);

void rows_give(struct rows *rows, uint32_t row);

/* How many are taken. */
static inline size_t
rows_used(const struct rows *rows)
{
	return rows->ever - rows->spares;
}

#endif
