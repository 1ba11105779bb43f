/* server/base/data/rows: which rows are free, at random beside a naive model.
 */
#include "server/base/data/rows.h"

#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define ROWS 50
#define TRIES 20000

/* A stack of those that were given back, and a flag for each. */
static struct {
	bool taken[ROWS];
	uint32_t back[ROWS];
	size_t backs;
	uint32_t ever;
} model;

static uint32_t
next_of_model(void)
{
	if (model.backs > 0)
		return model.back[--model.backs];
	return model.ever < ROWS ? model.ever++ : ROWS_NONE;
}

static bool
take(struct rows *rows)
{
	const uint32_t want = next_of_model();
	const uint32_t row = rows_alloc(rows);

	if (row != ROWS_NONE)
		model.taken[row] = true;
	return row == want;
}

static void
give(struct rows *rows)
{
	const uint32_t row = dice(ROWS);

	if (!model.taken[row])
		return;
	model.taken[row] = false;
	model.back[model.backs++] = row;
	rows_free(rows, row);
}

static bool
agrees(const struct rows *rows)
{
	size_t used = 0;

	for (uint32_t row = 0; row < ROWS; row++) {
		used += model.taken[row];
		if (model.taken[row] && row >= rows->ever)
			return false;
	}
	return rows_used(rows) == used && rows->ever == model.ever;
}

static void
is_like_the_model(void)
{
	struct rows rows;
	bool good = true, full = false;

	rows_init(&rows, ROWS);
	TAP_NUM(rows_used(&rows), 0, "at first all are free");
	for (unsigned i = 0; i < TRIES && good; i++) {
		/* Long waves, so that all are taken and nearly none. */
		if (dice(100) < (i / 2000 % 2 == 0 ? 80U : 30U))
			good = take(&rows);
		else
			give(&rows);
		good = good && agrees(&rows);
		full = full || rows_used(&rows) == ROWS;
	}
	TAP_OK(good,
	    "%d times one is taken or given back: the last of those "
	    "that were given back comes first, and else a new one",
	    TRIES);
	TAP_OK(full, "all were taken, and then none");
}

int
main(void)
{
	dice_begin();
	is_like_the_model();
	return tap_done();
}
