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
	    2 * BUCKETS * sizeof(uint32_t) + journal_names_room();
}

void
journal_targets_init(struct journal_targets *targets, void *room,
    const struct siphash_secret *secret)
{
	*targets = (struct journal_targets) {
		.target = room,
		.free = JOURNAL_NONE,
		.unsafe = JOURNAL_NONE,
		.gone = JOURNAL_NONE,
		.secret = *secret,
	};
	targets->bucket =
	    (uint32_t *)(void *)(targets->target + JOURNAL_TARGETS_MOST);
	targets->parties = targets->bucket + BUCKETS;
	journal_names_init(&targets->names, targets->parties + BUCKETS, secret);
}

static uint32_t *
chain_of(const struct journal_targets *targets, struct str where)
{
	return &targets->bucket[journal_hash(&targets->secret, where) &
	    (BUCKETS - 1)];
}

/*
 * The chain of a party's talks. A link is the number of a target, twice, plus 1
 * if it is that of the second party, plus 1.
 */
static uint32_t *
talks_of(const struct journal_targets *targets, struct str party)
{
	return &targets->parties[journal_hash(&targets->secret, party) &
	    (BUCKETS - 1)];
}

static struct journal_talk_link *
at(const struct journal_targets *targets, uint32_t link)
{
	return &targets->target[(link - 1) / 2].talk[(link - 1) % 2];
}

/* Returns how many parties the target has, and sets them: a talk has two. */
static uint32_t
parties_of(const struct journal_target *target, struct str party[2])
{
	if (!journal_where_is_talk(
		journal_target_where(target), &party[0], &party[1]))
		return 0;
	return str_caseeq(party[0], party[1]) ? 1 : 2;
}

/* Adds a target to the talks of its parties, if it is one. */
static void
add_talk(struct journal_targets *targets, uint32_t number)
{
	struct str party[2];
	const uint32_t count = parties_of(&targets->target[number], party);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t *chain = talks_of(targets, party[i]);
		const uint32_t link = 2 * number + i + 1;
		*at(targets, link) = (struct journal_talk_link) { *chain, 0 };
		if (*chain != 0)
			at(targets, *chain)->previous = link;
		*chain = link;
	}
}

/* Drops it from them. */
static void
drop_talk(struct journal_targets *targets, uint32_t number)
{
	struct str party[2];
	const uint32_t count = parties_of(&targets->target[number], party);

	for (uint32_t i = 0; i < count; i++) {
		const struct journal_talk_link link =
		    targets->target[number].talk[i];
		if (link.previous != 0)
			at(targets, link.previous)->next = link.next;
		else
			*talks_of(targets, party[i]) = link.next;
		if (link.next != 0)
			at(targets, link.next)->previous = link.previous;
	}
}

/* Returns the target's link in the chain of the party; 0 if it has none. */
static uint32_t
link_of(
    const struct journal_targets *targets, uint32_t number, struct str party)
{
	struct str parties[2];
	const uint32_t count = parties_of(&targets->target[number], parties);

	for (uint32_t i = 0; i < count; i++)
		if (str_caseeq(parties[i], party))
			return 2 * number + i + 1;
	return 0;
}

uint32_t
journal_targets_next_talk(
    const struct journal_targets *targets, struct str party, uint32_t number)
{
	uint32_t link = number == JOURNAL_NONE ?
	    *talks_of(targets, party) :
	    at(targets, link_of(targets, number, party))->next;

	/* Other parties may be in the same chain. */
	while (link != 0 && link_of(targets, (link - 1) / 2, party) != link)
		link = at(targets, link)->next;
	return link == 0 ? JOURNAL_NONE : (link - 1) / 2;
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

	for (; (i = journal_targets_next(targets, i)) != JOURNAL_NONE; i++) {
		*chain_of(targets, journal_target_where(&targets->target[i])) =
		    0;
		drop_talk(targets, i);
	}
	journal_names_empty(&targets->names);
	targets->count = targets->used = 0;
	targets->free = targets->unsafe = targets->gone = JOURNAL_NONE;
}

static void
spell(struct journal_target *target, struct str where)
{
	memcpy(target->where, where.at, where.len);
	target->len = (uint8_t)where.len;
}

/* Makes a target, for which there is a number. */
static void
make(struct journal_targets *targets, uint32_t number, struct str where)
{
	struct journal_target *target = &targets->target[number];
	uint32_t *chain = chain_of(targets, where);

	*target =
	    (struct journal_target) { .next = *chain, .members = JOURNAL_NONE };
	if (journal_where_is_group(where))
		target->floor = journal_names_floor(&targets->names);
	*chain = number + 1;
	targets->used++;
	spell(target, where);
	add_talk(targets, number);
}

uint32_t
journal_targets_get(struct journal_targets *targets, struct str where)
{
	uint32_t number = journal_targets_find(targets, where);

	if (number != JOURNAL_NONE) {
		spell(&targets->target[number], where);
		return number;
	}
	if (where.len == 0 || where.len >= JOURNAL_WHERE)
		return JOURNAL_NONE;
	number = take_free(targets);
	if (number != JOURNAL_NONE)
		make(targets, number, where);
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

	if (target->is_unsafe || target->is_gone)
		return;
	unchain(targets, number);
	drop_talk(targets, number);
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
