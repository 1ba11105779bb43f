/* The cost of a turn: see budget.h. */
#include "router/queue/budget.h"

#include <assert.h>

#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"

/*
 * The recent use, in units, below which a slot is in class 0. The bound of each
 * further class is twice as high.
 */
#define LEAST (32 * BUDGET_UNIT)

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
	uint64_t turn; /* the turn in which it was last charged */
	uint64_t used; /* units in that turn */
	uint64_t recent; /* recent use, as of halving */
	uint64_t halving;
};

/* Not saved: all accounts begin at 0 in a new program. */
static struct {
	struct account *of; /* by slot */
	uint32_t slot; /* the slot that is charged */
	uint64_t turn; /* the turn's number, from 1 */
	uint64_t used; /* units in this turn */
	uint64_t stop; /* units in this turn at which the slot stops */
	uint64_t own; /* units since budget_take_own, without deliveries */
} budget = { .slot = BUDGET_NOBODY, .turn = 1 };

void
budget_turn(void)
{
	budget.turn++;
	budget.used = 0;
}

uint64_t
budget_halvings(void)
{
	return ticks_mono() / BUDGET_HALF;
}

/* Returns the account's recent use as of now. */
static uint64_t
recent_of(const struct account *account)
{
	const uint64_t passed = budget_halvings() - account->halving;

	return passed < 64 ? account->recent >> passed : 0;
}

static struct account *
get(uint32_t slot)
{
	assert(slot < SLOTS_MAX);
	return &budget.of[slot];
}

/* Returns the slot's account, brought up to this turn and time. */
static struct account *
account_now(uint32_t slot)
{
	struct account *account = get(slot);

	account->recent = recent_of(account);
	account->halving = budget_halvings();
	if (account->turn != budget.turn)
		account->used = 0;
	account->turn = budget.turn;
	return account;
}

void
budget_open(uint32_t slot)
{
	const struct account *account = account_now(slot);

	budget.slot = slot;
	budget.stop =
	    account->used + (account->recent > LEAST ? account->recent : LEAST);
	if (budget.stop > BUDGET_SHARE)
		budget.stop = BUDGET_SHARE;
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

void
budget_forget(uint32_t slot)
{
	*get(slot) = (struct account) { 0 };
}

/* Charges a write to the turn alone, as it may carry lines of many slots. */
void
budget_charge(enum work work, size_t count)
{
	const uint64_t units = works[work].cost * count;

	budget.used += units;
	if (budget.slot == BUDGET_NOBODY || work == WORK_WRITE)
		return;
	get(budget.slot)->used += units;
	get(budget.slot)->recent += units;
	if (!works[work].delivers)
		budget.own += units;
}

bool
budget_turn_is_spent(void)
{
	return budget.used >= BUDGET_TURN;
}

uint64_t
budget_used_by(uint32_t slot)
{
	const struct account *account = get(slot);

	return account->turn == budget.turn ? account->used : 0;
}

bool
budget_share_is_used(uint32_t slot)
{
	return budget_used_by(slot) >= BUDGET_SHARE;
}

bool
budget_is_spent(void)
{
	return budget.slot != BUDGET_NOBODY &&
	    (budget_turn_is_spent() || get(budget.slot)->used >= budget.stop);
}

unsigned
budget_class(uint32_t slot)
{
	uint64_t recent = recent_of(get(slot)) / LEAST;
	unsigned class = 0;

	for (; recent > 0 && class < BUDGET_CLASSES - 1; recent /= 2)
		class ++;
	return class;
}

uint64_t
budget_used(void)
{
	return budget.used;
}

MODULE(budget) = { TABLES(TABLE(budget.of, SLOTS_MAX)) };
