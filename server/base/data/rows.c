/* Free rows: see rows.h. */
#include "base/data/rows.h"

#include <assert.h>
#include <string.h>

#include "base/mem/arena.h"

void
rows_init(struct rows *rows, size_t most)
{
	assert(most < ROWS_NONE);
	*rows = (struct rows) { .most = (uint32_t)most,
		.spare = arena_table(most, sizeof(*rows->spare)) };
}

uint32_t
rows_alloc(struct rows *rows)
{
	if (rows->spares > 0)
		return rows->spare[--rows->spares];
	return rows->ever < rows->most ? rows->ever++ : ROWS_NONE;
}

void
rows_free(struct rows *rows, uint32_t row)
{
	assert(row < rows->ever && rows->spares < rows->ever);
	rows->spare[rows->spares++] = row;
}

/*
 * Takes a given spare row. Spare rows are sorted while a table is being
 * refilled.
 */
static bool
claim_spare(struct rows *rows, uint32_t row)
{
	size_t from = 0, to = rows->spares;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;
		if (rows->spare[middle] < row)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == rows->spares || rows->spare[from] != row)
		return false;
	rows->spares--;
	memmove(&rows->spare[from], &rows->spare[from + 1],
	    (rows->spares - from) * sizeof(*rows->spare));
	return true;
}

bool
rows_claim(struct rows *rows, uint64_t row)
{
	if (row >= rows->most)
		return false;
	if (row < rows->ever)
		return claim_spare(rows, (uint32_t)row);
	while (rows->ever < row)
		rows->spare[rows->spares++] = rows->ever++;
	rows->ever++;
	return true;
}

uint32_t
rows_load(struct rows *rows, struct state *state)
{
	uint64_t row;

	if (!state_number(state, UINT32_MAX, &row))
		return ROWS_NONE;
	if (rows_claim(rows, row))
		return (uint32_t)row;
	state_wrong(state, "number invalid or in use");
	return ROWS_NONE;
}
