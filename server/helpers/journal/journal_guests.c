/* The talks of guests that have ended: see journal_guests.h. */
#include "helpers/journal/journal_guests.h"

static bool
has_ended(const struct journal_target *target)
{
	return target->floor > target->last.id;
}

void
journal_guests_ended(struct journal_targets *targets, uint32_t number)
{
	struct journal_target *target = &targets->target[number];

	if (target->is_gone ||
	    !journal_where_has_guest(journal_target_where(target)))
		return;
	target->is_gone = true;
	target->next_gone = JOURNAL_NONE;
	if (targets->gone == JOURNAL_NONE)
		targets->gone = number;
	else
		targets->target[targets->gone_last].next_gone = number;
	targets->gone_last = number;
}

void
journal_guests_find(struct journal_targets *targets)
{
	uint32_t i = 0;

	for (; (i = journal_targets_next(targets, i)) != JOURNAL_NONE; i++)
		if (has_ended(&targets->target[i]))
			journal_guests_ended(targets, i);
}

uint32_t
journal_guests_first(const struct journal_targets *targets)
{
	return targets->gone;
}

void
journal_guests_take(struct journal_targets *targets)
{
	struct journal_target *target = &targets->target[targets->gone];

	targets->gone = target->next_gone;
	target->is_gone = false;
}

void
journal_guests_forget(struct journal_targets *targets)
{
	const uint32_t number = targets->gone;
	struct journal_target *target = &targets->target[number];

	target->erased = target->floor;
	journal_guests_take(targets);
	if (has_ended(target))
		journal_targets_drop(targets, number);
}

/* Returns whether one of the guest's talks goes on. */
static bool
is_here(const struct journal_targets *targets, struct str guest)
{
	uint32_t i = JOURNAL_NONE;

	while (
	    (i = journal_targets_next_talk(targets, guest, i)) != JOURNAL_NONE)
		if (!has_ended(&targets->target[i]))
			return true;
	return false;
}

bool
journal_guests_have_left(
    const struct journal_targets *targets, struct str where)
{
	struct str one, other;

	return journal_where_has_guest(where) &&
	    journal_where_is_talk(where, &one, &other) &&
	    !is_here(targets, journal_party_is_guest(one) ? one : other);
}
