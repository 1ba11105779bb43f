/*
 * server/base/data/list: rows of one table in several lists, at random beside
 * plain arrays; each list in its order from either end, and all zero is empty.
 */
#include "server/base/data/list.h"

#include <string.h>

#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define ROWS 40
#define LISTS 3
#define TRIES 50000

/* The naive lists. */
struct model {
	uint32_t at[ROWS];
	uint32_t count;
};

static struct {
	struct link links[ROWS];
	struct list list[LISTS];
	struct model model[LISTS];
	bool in[ROWS]; /* any of them */
} test;

/* From the first row on, and, by the links, back again from the last. */
static bool
agrees(const struct list *list, const struct model *model)
{
	uint32_t row = list_first(list), i;

	for (i = 0; i < model->count; i++, row = list_next(test.links, row))
		if (row != model->at[i])
			return false;
	if (row != LIST_END || list->count != model->count)
		return false;
	row = list_last(list);
	for (i = model->count; i > 0; i--, row = test.links[row].prev - 1)
		if (row != model->at[i - 1])
			return false;
	return row == LIST_END;
}

static bool
all_agree(void)
{
	for (size_t i = 0; i < LISTS; i++)
		if (!agrees(&test.list[i], &test.model[i]))
			return false;
	return true;
}

/* Before any row of the list, or behind them all. */
static void
add(size_t which, uint32_t row)
{
	struct model *model = &test.model[which];
	const uint32_t at = dice(model->count + 1);

	list_add(&test.list[which], test.links, row,
	    at < model->count ? model->at[at] : LIST_END);
	memmove(&model->at[at + 1], &model->at[at],
	    (model->count - at) * sizeof(model->at[0]));
	model->at[at] = row;
	model->count++;
	test.in[row] = true;
}

static void
drop(size_t which)
{
	struct model *model = &test.model[which];
	const uint32_t at = dice(model->count);

	list_drop(&test.list[which], test.links, model->at[at]);
	test.in[model->at[at]] = false;
	model->count--;
	memmove(&model->at[at], &model->at[at + 1],
	    (model->count - at) * sizeof(model->at[0]));
}

/* An unlinked row has links that nobody may read. */
static void
spoil_spare_links(void)
{
	for (uint32_t row = 0; row < ROWS; row++)
		if (!test.in[row])
			test.links[row] =
			    (struct link) { dice(ROWS), dice(ROWS) };
}

static void
change(uint32_t adds)
{
	const size_t which = dice(LISTS);
	const uint32_t row = dice(ROWS);

	spoil_spare_links();
	if (dice(100) < adds && !test.in[row])
		add(which, row);
	else if (test.model[which].count > 0)
		drop(which);
}

static void
is_like_the_model(void)
{
	bool good = true;

	TAP_OK(all_agree(), "all zero is empty");
	/* Long waves, so that nearly all rows are in a list, and few. */
	for (unsigned i = 0; i < TRIES && good; i++) {
		change(i / 2000 % 2 == 0 ? 90 : 20);
		good = all_agree();
	}
	TAP_OK(good, "%d changes at random", TRIES);
	for (size_t i = 0; i < LISTS; i++)
		while (test.model[i].count > 0)
			drop(i);
	TAP_OK(all_agree(), "and empty again");
}

int
main(void)
{
	dice_begin();
	is_like_the_model();
	return tap_done();
}
