/* Free rows: see rows.h. */
#include "base/rows.h"

#include <assert.h>

#include "base/arena.h"

bool
rows_init(struct rows *rows, size_t most)
{
	assert(most < ROWS_NONE);
	*rows = (struct rows) { .most = (uint32_t)most,
		.spare = arena_table(most, sizeof(*rows->spare)) };
	return rows->spare != NULL;
}

uint32_t
rows_take(struct rows *rows)
{
	if (rows->spares > 0)
		return rows->spare[--rows->spares];
	return rows->ever < rows->most ? rows->ever++ : ROWS_NONE;
}

void
rows_give(struct rows *rows, uint32_t row)
{
	assert(row < rows->ever && rows->spares < rows->ever);
	rows->spare[rows->spares++] = row;
}

bool
rows_claim(struct rows *rows, uint64_t row)
{
	if (row < rows->ever || row >= rows->most)
		return false;
	while (rows->ever < row)
		rows->spare[rows->spares++] = rows->ever++;
	rows->ever++;
	return true;
}
