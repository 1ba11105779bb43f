/* The cost and the order of a turn: see budget.h. */
#include "router/queue/budget.h"

#include <assert.h>

#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"

/*
 * The recent use, in units, below which a slot is in class 0; the bound of each
 * further class is STEP times as high, and the last has none. Recent use is
 * halved every second.
 */
#define LEAST (32 * BUDGET_UNIT)
#define STEP 8
#define CLASSES 4

/*
 * The lists of slots: one for each class; NEXT, those that have used their
 * share of this turn; and LATER, those to be tried again.
 */
enum { NEXT = CLASSES, LATER, LISTS };

static_assert(BUDGET_NOBODY == LIST_END, "none is none");

/*
 * The cost of each kind of work, in units of about a nanosecond. On a slower
 * machine a turn takes longer in proportion.
 */
static const struct {
	uint64_t cost;
	bool delivers; /* to others, so a talker is not held back for it */
} works[WORKS] = {
	[WORK_LINE] = { 300, false },
	[WORK_READ] = { 1500, false },
	[WORK_ROW] = { 75, false }, /* most rows are in no cache */
	[WORK_PERSON] = { 1500, false }, /* its data is scattered in memory */
	[WORK_STEP] = { 4, false },
	[WORK_BYTE] = { 1, false },
	[WORK_RECEIVER] = { 50, true },
	[WORK_WRITE] = { 2500, true },
};

struct account {
	uint64_t turn; /* the turn in which it was last looked at */
	uint64_t used; /* units in that turn */
	uint64_t recent; /* recent use, as of that second */
	uint64_t second;
	uint8_t place; /* the list that it is in, + 1; 0: none */
};

/* Not saved: a new program finds slots with lines again, and charges anew. */
static struct {
	struct account *of; /* by slot */
	struct list list[LISTS];
	struct link *links; /* by slot */
	uint32_t slot; /* the slot that is charged */
	uint64_t turn; /* the turn's number, from 1 */
	uint64_t used; /* units in this turn */
	uint64_t stop; /* units in this turn at which the slot stops */
	uint64_t own; /* units since budget_take_own, without deliveries */
} budget = { .slot = BUDGET_NOBODY, .turn = 1 };

/* Returns the slot's account, brought up to this turn and time. */
static struct account *
account_now(uint32_t slot)
{
	const uint64_t second = ticks_mono() / SEC;
	struct account *account = &budget.of[slot];
	uint64_t passed;

	assert(slot < SLOTS_MAX);
	passed = second - account->second;
	account->recent = passed < 64 ? account->recent >> passed : 0;
	account->second = second;
	if (account->turn != budget.turn)
		account->used = 0;
	account->turn = budget.turn;
	return account;
}

/*
 * Returns the class of that recent use, and sets *bound to the use at which it
 * ends.
 */
static size_t
class_of(uint64_t recent, uint64_t *bound)
{
	size_t class = 0;

	for (*bound = LEAST; recent >= *bound && class < CLASSES - 1; class ++)
		*bound *= STEP;
	if (class == CLASSES - 1)
		*bound = UINT64_MAX;
	return class;
}

static void
take_out(uint32_t slot)
{
	struct account *account = &budget.of[slot];

	if (account->place != 0)
		list_drop(&budget.list[account->place - 1], budget.links, slot);
	account->place = 0;
}

static void
put_in_list(uint32_t slot, size_t list)
{
	list_add(&budget.list[list], budget.links, slot, LIST_END);
	budget.of[slot].place = (uint8_t)(list + 1);
}

void
budget_add(uint32_t slot)
{
	const struct account *account = account_now(slot);
	uint64_t bound;

	if (account->place == LATER + 1)
		take_out(slot);
	if (account->place == 0)
		put_in_list(slot,
		    account->used >= BUDGET_SHARE ?
			NEXT :
			class_of(account->recent, &bound));
}

void
budget_try_later(uint32_t slot)
{
	if (budget.of[slot].place == 0)
		put_in_list(slot, LATER);
}

void
budget_drop(uint32_t slot)
{
	take_out(slot);
	budget.of[slot] = (struct account) { 0 };
}

void
budget_turn(void)
{
	budget.turn++;
	budget.used = 0;
	for (size_t list = NEXT; list <= LATER; list++)
		while (budget.list[list].count > 0) {
			const uint32_t slot = list_first(&budget.list[list]);
			take_out(slot);
			budget_add(slot);
		}
}

uint32_t
budget_next(void)
{
	for (size_t class = 0; class < CLASSES; class ++)
		if (budget.list[class].count > 0) {
			const uint32_t slot = list_first(&budget.list[class]);
			take_out(slot);
			return slot;
		}
	return BUDGET_NOBODY;
}

bool
budget_has_more(void)
{
	bool any = false;

	for (size_t list = 0; list <= NEXT; list++)
		any = any || budget.list[list].count > 0;
	return any;
}

/* The slot stops where it leaves its class, or has its share. */
void
budget_open(uint32_t slot)
{
	const struct account *account = account_now(slot);
	uint64_t bound;

	(void)class_of(account->recent, &bound);
	bound -= account->recent;
	budget.slot = slot;
	budget.stop = BUDGET_SHARE;
	if (bound < BUDGET_SHARE && account->used + bound < BUDGET_SHARE)
		budget.stop = account->used + bound;
	budget.own = 0;
}

void
budget_close(void)
{
	budget.slot = BUDGET_NOBODY;
}

uint64_t
budget_take_own(void)
{
	const uint64_t own = budget.own;

	budget.own = 0;
	return own;
}

/* Charges a write to the turn alone, as it may carry lines of many slots. */
void
budget_charge(enum work work, size_t count)
{
	const uint64_t units = works[work].cost * count;

	budget.used += units;
	if (budget.slot == BUDGET_NOBODY || work == WORK_WRITE)
		return;
	budget.of[budget.slot].used += units;
	budget.of[budget.slot].recent += units;
	if (!works[work].delivers)
		budget.own += units;
}

bool
budget_turn_is_spent(void)
{
	return budget.used >= BUDGET_TURN;
}

bool
budget_is_spent(void)
{
	return budget.slot != BUDGET_NOBODY &&
	    (budget_turn_is_spent() ||
		budget.of[budget.slot].used >= budget.stop);
}

uint64_t
budget_used(void)
{
	return budget.used;
}

MODULE(budget) = { TABLES(
    TABLE(budget.of, SLOTS_MAX), TABLE(budget.links, SLOTS_MAX)) };
