/* The targets of the history: see journal_targets.h. */
#include "helpers/journal/journal_targets.h"

#include <assert.h>
#include <string.h>

#define BUCKETS ((uint32_t)2 * JOURNAL_TARGETS_MOST)
static_assert((BUCKETS & (BUCKETS - 1)) == 0, "a power of two");

size_t
journal_targets_room(void)
{
	return JOURNAL_TARGETS_MOST * sizeof(struct journal_target) +
	    BUCKETS * sizeof(uint32_t) + journal_names_room();
}

void
journal_targets_init(struct journal_targets *targets, void *room,
    const struct siphash_secret *secret)
{
	*targets = (struct journal_targets) {
		.target = room,
		.free = JOURNAL_NONE,
		.unsafe = JOURNAL_NONE,
		.secret = *secret,
	};
	targets->bucket =
	    (uint32_t *)(void *)(targets->target + JOURNAL_TARGETS_MOST);
	journal_names_init(&targets->names, targets->bucket + BUCKETS, secret);
}

static uint32_t *
chain_of(const struct journal_targets *targets, struct str where)
{
	return &targets->bucket[journal_hash(&targets->secret, where) &
	    (BUCKETS - 1)];
}

uint32_t
journal_targets_find(const struct journal_targets *targets, struct str where)
{
	uint32_t number = *chain_of(targets, where);

	while (number != 0) {
		const struct journal_target *target =
		    &targets->target[number - 1];
		if (str_caseeq(journal_target_where(target), where))
			return number - 1;
		number = target->next;
	}
	return JOURNAL_NONE;
}

uint32_t
journal_targets_find_at(
    const struct journal_targets *targets, struct str where, uint64_t time)
{
	const struct str name = journal_names_now(&targets->names, where, time);

	return name.len == 0 ? JOURNAL_NONE :
			       journal_targets_find(targets, name);
}

static uint32_t
take_free(struct journal_targets *targets)
{
	const uint32_t number = targets->free;

	if (number != JOURNAL_NONE) {
		targets->free = targets->target[number].next;
		return number;
	}
	return targets->count < JOURNAL_TARGETS_MOST ? targets->count++ :
						       JOURNAL_NONE;
}

/* Empties the chains that are used, since there is room for far more. */
void
journal_targets_empty(struct journal_targets *targets)
{
	uint32_t i = 0;

	for (; (i = journal_targets_next(targets, i)) != JOURNAL_NONE; i++)
		*chain_of(targets, journal_target_where(&targets->target[i])) =
		    0;
	journal_names_empty(&targets->names);
	targets->count = targets->used = 0;
	targets->free = targets->unsafe = JOURNAL_NONE;
}

static void
spell(struct journal_target *target, struct str where)
{
	memcpy(target->where, where.at, where.len);
	target->len = (uint8_t)where.len;
}

uint32_t
journal_targets_get(struct journal_targets *targets, struct str where)
{
	uint32_t number = journal_targets_find(targets, where), *chain;
	struct journal_target *target;

	if (number == JOURNAL_NONE && where.len > 0 &&
	    where.len < JOURNAL_WHERE) {
		number = take_free(targets);
		if (number == JOURNAL_NONE)
			return JOURNAL_NONE;
		chain = chain_of(targets, where);
		target = &targets->target[number];
		*target = (struct journal_target) { .next = *chain,
			.members = JOURNAL_NONE };
		if (journal_where_is_group(where))
			target->floor = journal_names_floor(&targets->names);
		*chain = number + 1;
		targets->used++;
	}
	if (number != JOURNAL_NONE)
		spell(&targets->target[number], where);
	return number;
}

/* Takes a target out of its chain. */
static void
unchain(struct journal_targets *targets, uint32_t number)
{
	const struct journal_target *target = &targets->target[number];
	uint32_t *link = chain_of(targets, journal_target_where(target));

	while (*link != number + 1)
		link = &targets->target[*link - 1].next;
	*link = target->next;
}

void
journal_targets_drop(struct journal_targets *targets, uint32_t number)
{
	struct journal_target *target = &targets->target[number];

	if (target->is_unsafe)
		return;
	unchain(targets, number);
	target->len = 0;
	target->next = targets->free;
	targets->free = number;
	targets->used--;
}

uint32_t
journal_targets_next(const struct journal_targets *targets, uint32_t number)
{
	while (number < targets->count && targets->target[number].len == 0)
		number++;
	return number < targets->count ? number : JOURNAL_NONE;
}

void
journal_targets_moved(struct journal_targets *targets, uint32_t number,
    struct journal_place place)
{
	struct journal_target *target = &targets->target[number];

	target->last = place;
	if (target->is_unsafe)
		return;
	target->is_unsafe = true;
	target->next_unsafe = targets->unsafe;
	targets->unsafe = number;
}

static void
settle(struct journal_targets *targets, bool synced)
{
	uint32_t number = targets->unsafe;

	while (number != JOURNAL_NONE) {
		struct journal_target *target = &targets->target[number];
		if (synced)
			target->safe = target->last;
		else
			target->last = target->safe;
		target->is_unsafe = false;
		number = target->next_unsafe;
	}
	targets->unsafe = JOURNAL_NONE;
}

void
journal_targets_synced(struct journal_targets *targets)
{
	settle(targets, true);
}

void
journal_targets_undo(struct journal_targets *targets)
{
	settle(targets, false);
}
