/* server/base/data/set: sorted numbers, at random beside a flag for each. */
#include "server/base/data/rows.h"

#include "server/base/mem/arena.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define NUMBERS 100
#define TRIES 20000

static bool has[NUMBERS];

static bool
agrees(const struct set *set)
{
	size_t count = 0;

	for (uint32_t number = 0; number < NUMBERS; number++) {
		if (set_from(set, number) != count ||
		    set_has(set, number) != has[number] ||
		    (has[number] && set->at[count] != number))
			return false;
		count += has[number];
	}
	return set->count == count;
}

int
main(void)
{
	const size_t used = arena_used();
	struct set set = { 0 };
	bool good = true;

	dice_begin();
	/* Long waves, so that it is full, half full and empty again. */
	for (unsigned i = 0; i < TRIES && good; i++) {
		const uint32_t number = dice(NUMBERS);
		has[number] = dice(100) < (i / 1000 % 2 == 0 ? 90U : 5U);
		if (has[number])
			good = set_add(&set, number);
		else
			set_remove(&set, number);
		good = good && agrees(&set);
	}
	TAP_OK(good, "%d changes at random", TRIES);
	for (uint32_t number = 0; number < NUMBERS; number++)
		set_remove(&set, number);
	TAP_OK(set.count == 0 && set.at == NULL, "it is empty");
	TAP_NUM(arena_used(), used, "its memory is given back");
	return tap_done();
}
