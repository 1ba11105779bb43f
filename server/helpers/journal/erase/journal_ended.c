/* The targets whose past has ended: see journal_ended.h. */
#include "helpers/journal/erase/journal_ended.h"

#include <assert.h>

/* Targets that one slice looks at. */
#define TARGETS 5000

static_assert(JOURNAL_NONE + 1 == 0, "the first target is the next one");

bool
journal_ended_is_group(const struct journal_order *order)
{
	return order->kind == JOURNAL_ORDER_ENDED &&
	    journal_where_is_group(journal_order_where(order));
}

bool
journal_ended_is_nothing(
    const struct journal_targets *targets, const struct journal_order *order)
{
	uint32_t number;

	if (!journal_ended_is_group(order))
		return false;
	number = journal_targets_find_at(
	    targets, journal_order_where(order), order->time);
	return number == JOURNAL_NONE ||
	    targets->target[number].floor != order->event;
}

/*
 * Returns the next talk of the account. If that number has become another
 * target meanwhile, the first one is next.
 */
static uint32_t
next_talk(
    const struct journal_targets *targets, struct str account, uint32_t number)
{
	if (number != JOURNAL_NONE &&
	    !journal_where_has(
		journal_target_where(&targets->target[number]), account))
		number = JOURNAL_NONE;
	return journal_targets_next_talk(targets, account, number);
}

enum journal_ended
journal_ended_next(const struct journal_targets *targets,
    const struct journal_order *order, uint32_t *number)
{
	struct str account = journal_order_where(order);
	const bool is_account = str_skip(&account, STR("@"));

	for (size_t i = 0; i < TARGETS; i++) {
		const struct journal_target *target;
		*number = is_account ?
		    next_talk(targets, account, *number) :
		    journal_targets_next(targets, *number + 1);
		if (*number == JOURNAL_NONE)
			return JOURNAL_ENDED_NONE;
		target = &targets->target[*number];
		if (target->floor == order->event && !target->is_gone &&
		    target->erased < target->floor)
			return JOURNAL_ENDED_ONE;
	}
	return JOURNAL_ENDED_ON;
}
