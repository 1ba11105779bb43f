/* server/base/data/set: sorted numbers, tried at random beside a plain array.
 */
#include "server/base/data/set.h"

#include <sys/resource.h>

#include "server/base/mem/arena.h"
#include "tests/lib/child.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define NUMBERS 200
#define TRIES 20000

/* The naive set: a flag for each number that there can be. */
struct model {
	bool has[NUMBERS];
};

static bool
agrees(const struct set *set, const struct model *model)
{
	size_t count = 0;

	for (uint32_t number = 0; number < NUMBERS; number++) {
		if (set_from(set, number) != count ||
		    set_has(set, number) != model->has[number])
			return false;
		if (!model->has[number])
			continue;
		if (count == set->count || set->at[count++] != number)
			return false;
	}
	return set->count == count && (count > 0) == (set->at != NULL);
}

static bool
change(struct set *set, struct model *model, uint32_t adds)
{
	const uint32_t number = dice(NUMBERS);
	const bool add = dice(100) < adds;

	model->has[number] = add;
	if (add)
		return set_add(set, number);
	set_remove(set, number);
	return true;
}

static void
is_like_the_model(void)
{
	const size_t used = arena_used();
	struct set set = { 0 };
	struct model model = { 0 };
	bool good = true;

	/* Long waves, so that it is full, half full and empty again. */
	for (unsigned i = 0; i < TRIES && good; i++)
		good = change(&set, &model, i / 2000 % 2 == 0 ? 90 : 5) &&
		    agrees(&set, &model);
	TAP_OK(good, "%d changes at random", TRIES);
	set_clear(&set);
	TAP_OK(set.at == NULL && set.count == 0 && !set_has(&set, 0),
	    "it is cleared");
	TAP_NUM(arena_used(), used, "its memory is given back");
}

/* In a child: no more memory from now on. */
static int
goes_without_memory(void)
{
	const struct rlimit none = { 1, 1 };
	struct set set = { 0 };
	uint32_t count = 0;

	if (setrlimit(RLIMIT_AS, &none) != 0)
		return 1;
	while (set_add(&set, count))
		if (++count > 10000000)
			return 2;
	if (set.count != count)
		return 3;
	for (uint32_t number = 0; number < count; number++)
		if (set.at[number] != number)
			return 4;
	return 0;
}

int
main(void)
{
	dice_begin();
	/* First, for a child has no arena; sanitizers need memory to go on. */
	if (!sanitized())
		TAP_NUM(child_run(goes_without_memory), 0,
		    "without memory it stays as it was");
	is_like_the_model();
	return tap_done();
}
