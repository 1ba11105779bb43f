/*
 * A sample of what "make faults" plays in full: another one each time. The
 * seed that is shown repeats it: FORKCAST_SEED.
 */
#include "shared/str.h"
#include "tests/faults/spec.h"
#include "tests/faults/trials.h"
#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define TRIALS 100

/* A fault of a kind for which there is a call. */
struct row {
	struct fault fault;
	unsigned calls;
};

static struct {
	struct row row[SIDES * CALLS * 8];
	size_t rows;
	size_t given;
} sample;

static void
add_rows(enum side side, enum call call, unsigned calls)
{
	struct fault fault = { .side = side, .call = call };

	if (calls == 0)
		return;
	for (size_t i = 0; spec_kind(call, i, &fault.kind); i++)
		sample.row[sample.rows++] = (struct row) { fault, calls };
}

/* Every kind is as likely, however often its call is made. */
static bool
draw(struct fault *fault)
{
	const struct row *row = &sample.row[dice((uint32_t)sample.rows)];

	if (sample.given == TRIALS)
		return false;
	*fault = row->fault;
	fault->first = fault->last = 1 + dice(row->calls);
	sample.given++;
	return true;
}

int
main(void)
{
	static unsigned count[SIDES][CALLS];
	struct trials result;

	dice_begin();
	if (!TAP_OK(trials_survey(count), "the story without a fault"))
		return tap_done();
	for (enum side side = 0; side < SIDES; side++)
		for (enum call call = 0; call < CALLS; call++)
			add_rows(side, call, count[side][call]);
	result = trials_run(draw);
	(void)TAP_NUM(result.failed, 0, "%zu trials, of which %zu met no fault",
	    result.done, result.missed);
	return tap_done();
}
