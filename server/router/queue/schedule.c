/* The order in which slots are served: see schedule.h. */
#include "router/queue/schedule.h"

#include "base/data/list.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/queue/budget.h"

/*
 * The queues: one for each class; FENCED, slots fenced in an earlier turn;
 * NEXT, slots for the next turn; FENCES, slots fenced in this turn; and LATER,
 * slots to be tried again.
 */
enum { FENCED = BUDGET_CLASSES, NEXT, FENCES, LATER, QUEUES };

/*
 * Not saved: a new program finds the slots with unread or waiting lines again.
 */
static struct {
	struct list queue[QUEUES];
	struct link *links; /* by slot */
	uint8_t *place; /* by slot: its queue, + 1; 0: it does not wait */
	bool *again; /* by slot: it waits to be tried again, in a class */
	size_t agains; /* the number of slots with again */
	uint64_t halving; /* the halving that the queues have followed */
} schedule;

static void
schedule_init(void)
{
	schedule.links = arena_table(SLOTS_MAX, sizeof(*schedule.links));
	schedule.place = arena_table(SLOTS_MAX, sizeof(*schedule.place));
	schedule.again = arena_table(SLOTS_MAX, sizeof(*schedule.again));
	schedule.halving = budget_halvings();
}

static void
schedule_put(uint32_t slot, size_t queue)
{
	list_add(&schedule.queue[queue], schedule.links, slot, LIST_END);
	schedule.place[slot] = (uint8_t)(queue + 1);
}

/* Takes out the first slot of the queue. */
static uint32_t
take(size_t queue)
{
	const uint32_t slot = list_first(&schedule.queue[queue]);

	list_drop(&schedule.queue[queue], schedule.links, slot);
	schedule.place[slot] = 0;
	return slot;
}

/* Sets whether the slot is one that is tried again; returns the old value. */
static bool
set_again(uint32_t slot, bool again)
{
	const bool was = schedule.again[slot];

	schedule.agains += (size_t)again - (size_t)was;
	schedule.again[slot] = again;
	return was;
}

void
schedule_drop(uint32_t slot)
{
	const uint8_t place = schedule.place[slot];

	if (place == 0)
		return;
	list_drop(&schedule.queue[place - 1], schedule.links, slot);
	schedule.place[slot] = 0;
	(void)set_again(slot, false);
}

/*
 * Moves all slots a class down, in the same order, when recent use is halved.
 */
static void
halve(void)
{
	for (size_t i = 1; i < BUDGET_CLASSES; i++)
		while (schedule.queue[i].count > 0)
			schedule_put(take(i), i - 1);
	schedule.halving++;
}

/*
 * Applies the halvings since the last call. BUDGET_CLASSES of them put every
 * slot in the lowest class.
 */
static void
follow_the_clock(void)
{
	const uint64_t now = budget_halvings();

	if (now > schedule.halving + BUDGET_CLASSES)
		schedule.halving = now - BUDGET_CLASSES;
	while (schedule.halving < now)
		halve();
}

static void
schedule_insert(uint32_t slot, size_t queue)
{
	if (schedule.place[slot] == 0)
		schedule_put(slot, queue);
}

void
schedule_add(uint32_t slot)
{
	if (schedule.place[slot] == LATER + 1)
		schedule_drop(slot);
	schedule_insert(slot, budget_class(slot));
}

void
schedule_put_off(uint32_t slot)
{
	schedule_insert(slot, NEXT);
}

void
schedule_try_later(uint32_t slot)
{
	schedule_insert(slot, LATER);
}

void
schedule_fence(uint32_t slot)
{
	schedule_insert(slot, FENCES);
}

bool
schedule_has_fenced(void)
{
	return schedule.queue[FENCED].count > 0;
}

/*
 * Has the slots that were fenced in the previous turn served in this one. Slots
 * left in FENCED, for which the previous turn had no time, go to the queue of
 * their class.
 */
static void
turn_fences(bool all_noted)
{
	while (schedule.queue[FENCED].count > 0)
		schedule_add(take(FENCED));
	while (all_noted && schedule.queue[FENCES].count > 0)
		schedule_put(take(FENCES), FENCED);
}

void
schedule_turn(bool all_noted)
{
	follow_the_clock();
	turn_fences(all_noted);
	while (schedule.queue[NEXT].count > 0)
		schedule_add(take(NEXT));
	if (schedule.agains > 0)
		return;
	while (schedule.queue[LATER].count > 0) {
		const uint32_t slot = take(LATER);
		(void)set_again(slot, true);
		schedule_add(slot);
	}
}

/* Returns the first queue below most that is not empty, or most. */
static size_t
first_below(size_t most)
{
	size_t i = 0;

	while (i < most && schedule.queue[i].count == 0)
		i++;
	return i;
}

uint32_t
schedule_take(bool *again)
{
	const size_t queue = first_below(NEXT);
	uint32_t slot;

	if (queue == NEXT)
		return SCHEDULE_NONE;
	slot = take(queue);
	*again = set_again(slot, false);
	return slot;
}

bool
schedule_has_before(uint32_t slot)
{
	const size_t own = budget_class(slot);

	return first_below(own) < own;
}

bool
schedule_has_more(void)
{
	return first_below(LATER) < LATER;
}

MODULE(schedule) = { .init = schedule_init };
