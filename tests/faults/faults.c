/*
 * Plays the story once for each fault that there is, as "make faults" does:
 *	faults [CALL:NUMBER:FAULT:SIDE]...
 * or for those that are named, as in "read:17:EINTR:parent"; "*" as the number
 * is each of them in turn.
 */
#include <stdio.h>
#include <string.h>

#include "shared/str.h"
#include "spec.h"
#include "tests/lib/must.h"
#include "trials.h"

static struct {
	unsigned count[SIDES][CALLS];
	char **wanted; /* ends with null */
	struct fault next;
	size_t kind; /* the number of its kind */
	size_t given; /* in all, or of the one that is wanted now */
} whole;

/* How many trials there are, and of which calls. */
static void
tell_survey(void)
{
	size_t all = 0;

	for (enum side side = 0; side < SIDES; side++)
		for (enum call call = 0; call < CALLS; call++) {
			const unsigned count = whole.count[side][call];
			size_t kinds = 0;
			int kind;
			while (spec_kind(call, kinds, &kind))
				kinds++;
			all += count * kinds;
			if (count > 0)
				tap_note("%s: %u times %s", spec_side(side),
				    count, spec_name(call));
		}
	tap_note("%zu trials", all);
}

static void
report(void)
{
	if (++whole.given % 200 == 0)
		tap_note("%zu trials begun, now %s of the %s", whole.given,
		    spec_name(whole.next.call), spec_side(whole.next.side));
}

/* Call after call, for each side, each kind, each number. */
static bool
next_of_all(struct fault *fault)
{
	struct fault *next = &whole.next;

	while (next->call < CALLS) {
		const unsigned count = whole.count[next->side][next->call];
		if (next->first < count &&
		    spec_kind(next->call, whole.kind, &next->kind)) {
			next->last = ++next->first;
			*fault = *next;
			report();
			return true;
		}
		next->first = 0;
		if (count > 0 &&
		    spec_kind(next->call, ++whole.kind, &next->kind))
			continue;
		whole.kind = 0;
		if (++next->side == SIDES) {
			next->side = SIDE_PARENT;
			next->call++;
		}
	}
	return false;
}

/* The next number of a "*"; false if there is none left. */
static bool
next_number(struct fault *fault)
{
	if (fault->first > 0)
		return whole.given++ == 0;
	if (whole.given == whole.count[fault->side][fault->call])
		return false;
	fault->first = fault->last = (uint32_t)++whole.given;
	return true;
}

static bool
next_wanted(struct fault *fault)
{
	for (; *whole.wanted != NULL; whole.wanted++) {
		MUST(spec_parse(fault, *whole.wanted), "what is %s?",
		    *whole.wanted);
		if (next_number(fault))
			return true;
		whole.given = 0;
	}
	return false;
}

int
main(int argc, char **argv)
{
	struct trials result;

	if (!trials_survey(whole.count)) {
		(void)TAP_OK(false, "the story without a fault");
		return tap_done();
	}
	if (argc == 1)
		tell_survey();
	whole.wanted = argv + 1;
	result = trials_run(argc > 1 ? next_wanted : next_of_all);
	(void)TAP_NUM(result.failed, 0, "%zu trials, of which %zu met no fault",
	    result.done, result.missed);
	return tap_done();
}
