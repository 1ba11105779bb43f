/*
 * server/router/queue/budget and schedule: what is charged to whom, when a
 * client and a turn have had enough, and how that is forgotten; whose turn is
 * next.
 */
#include "server/router/queue/schedule.h"

#include "server/base/data/index.h"
#include "server/base/loop/ticks.h"
#include "server/base/state/module.h"
#include "server/router/queue/budget.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/tap.h"

#define ALI 3
#define REZA 7
#define SARA 9

static uint32_t
take(void)
{
	bool again;

	return schedule_take(&again);
}

/* Charges the slot for a command of that cost. */
static void
use(uint32_t slot, uint64_t microseconds)
{
	budget_open(slot);
	budget_charge(WORK_BYTE, microseconds * BUDGET_UNIT);
	budget_close();
}

static void
turn(void)
{
	ticks_advance(0);
	budget_turn();
	schedule_turn(true);
}

static void
forget_all(void)
{
	budget_forget(ALI);
	budget_forget(REZA);
	budget_forget(SARA);
	turn();
}

static void
counts_for_one(void)
{
	turn();
	use(ALI, 999);
	TAP_OK(!budget_share_is_used(ALI), "a share is a millisecond");
	use(ALI, 1);
	TAP_OK(budget_share_is_used(ALI), "which is not more");
	TAP_OK(!budget_share_is_used(REZA), "nor another's");
	budget_open(ALI);
	TAP_OK(budget_is_spent(), "whoever has had it stops");
	budget_open(SARA);
	budget_charge(WORK_BYTE, 40 * BUDGET_UNIT);
	TAP_OK(budget_is_spent() && !budget_share_is_used(SARA),
	    "who begins stops soon, for others");
	budget_open(SARA);
	TAP_OK(!budget_is_spent(), "and goes on");
	budget_open(REZA);
	TAP_OK(!budget_is_spent(), "and another does not");
	(void)budget_take_own();
	budget_charge(WORK_STEP, 10);
	budget_charge(WORK_RECEIVER, 100000);
	TAP_OK(
	    budget_take_own() < BUDGET_UNIT, "deliveries are not its own work");
	TAP_OK(budget_is_spent(), "but its share");
	budget_close();
	TAP_OK(!budget_is_spent(), "where nobody runs nobody has to stop");
	turn();
	TAP_OK(!budget_share_is_used(ALI) && !budget_share_is_used(REZA),
	    "each turn has new ones");
	forget_all();
}

static void
counts_for_all(void)
{
	turn();
	for (uint32_t slot = 20; slot < 39; slot++)
		use(slot, 1000);
	budget_charge(WORK_BYTE, 999 * BUDGET_UNIT); /* nobody's */
	TAP_OK(!budget_turn_is_spent(), "a turn has twenty milliseconds");
	budget_open(ALI);
	budget_charge(WORK_WRITE, 400);
	TAP_OK(budget_turn_is_spent() && budget_is_spent(),
	    "then all have to stop");
	TAP_OK(!budget_share_is_used(ALI), "a write is nobody's");
	budget_close();
	turn();
	TAP_OK(!budget_turn_is_spent() && budget_used() == 0, "up to the next");
	for (uint32_t slot = 20; slot < 39; slot++)
		budget_forget(slot);
	forget_all();
}

static void
forgets_in_time(void)
{
	unsigned class;

	turn();
	TAP_NUM(budget_class(ALI), 0, "who has done nothing is in the lowest");
	use(ALI, 10000);
	class = budget_class(ALI);
	use(REZA, 20000);
	TAP_NUM(budget_class(REZA), class + 1, "twice as much, one class more");
	pace(BUDGET_HALF);
	turn();
	TAP_OK(budget_class(ALI) + 1 == class && budget_class(REZA) == class,
	    "each second all are one lower");
	pace(60 * BUDGET_HALF);
	turn();
	TAP_NUM(budget_class(REZA), 0, "after a minute nothing is left");
	use(REZA, UINT64_C(1000000000));
	TAP_NUM(budget_class(REZA), BUDGET_CLASSES - 1, "there is a highest");
	forget_all();
}

static void
serves_who_has_used_least(void)
{
	turn();
	use(ALI, 500);
	use(SARA, 50);
	schedule_add(ALI);
	schedule_add(SARA);
	schedule_add(REZA);
	TAP_OK(schedule_has_before(ALI) && schedule_has_before(SARA) &&
		!schedule_has_before(REZA),
	    "others come before who has used more");
	TAP_NUM(take(), REZA, "who has used nothing comes first");
	TAP_NUM(take(), SARA, "then who has used little");
	TAP_NUM(take(), ALI, "then who has used much");
	TAP_OK(take() == SCHEDULE_NONE && !schedule_has_more(), "that is all");
	forget_all();
}

static void
goes_round(void)
{
	uint32_t order[6];

	turn();
	schedule_add(SARA);
	schedule_add(ALI);
	schedule_add(REZA);
	schedule_add(ALI);
	for (size_t i = 0; i < COUNT(order); i++) {
		order[i] = take();
		schedule_add(order[i]);
	}
	TAP_OK(order[0] == SARA && order[1] == ALI && order[2] == REZA &&
		order[3] == SARA && order[4] == ALI && order[5] == REZA,
	    "equals have their turns one by one");
	schedule_drop(ALI);
	TAP_OK(take() == SARA && take() == REZA && take() == SCHEDULE_NONE,
	    "who is dropped has none");
	forget_all();
}

/* Slots that have come later do not overtake for ever. */
static void
starves_nobody(void)
{
	size_t seconds = 0;

	turn();
	use(ALI, 900000);
	schedule_add(ALI);
	for (; seconds < 60; seconds++) {
		schedule_add(REZA);
		if (take() == ALI)
			break;
		pace(SEC);
		turn();
	}
	TAP_OK(seconds > 5 && seconds < 60,
	    "who has used much waits %zu s for who always uses nothing",
	    seconds);
	schedule_drop(REZA);
	forget_all();
}

static void
puts_off(void)
{
	bool again = true;

	turn();
	schedule_put_off(ALI);
	TAP_OK(take() == SCHEDULE_NONE && schedule_has_more(),
	    "who is put off has no more of this turn");
	turn();
	TAP_OK(schedule_take(&again) == ALI && !again, "but of the next");
	schedule_try_later(REZA);
	TAP_OK(take() == SCHEDULE_NONE && !schedule_has_more(),
	    "for who is tried again nobody hurries");
	turn();
	schedule_try_later(SARA);
	turn();
	TAP_OK(schedule_take(&again) == REZA && again, "it has its turn, too");
	TAP_NUM(take(), SCHEDULE_NONE,
	    "others are tried when those before them were");
	turn();
	TAP_OK(schedule_take(&again) == SARA && again, "which is then");
	schedule_try_later(ALI);
	schedule_add(ALI);
	TAP_OK(schedule_take(&again) == ALI && !again,
	    "unless there is another reason");
	forget_all();
}

static void
fences(void)
{
	turn();
	use(SARA, 500);
	schedule_fence(ALI);
	TAP_OK(take() == SCHEDULE_NONE && schedule_has_more(),
	    "a fenced slot has no more of this turn");
	turn();
	schedule_add(SARA);
	schedule_add(REZA);
	TAP_OK(take() == REZA && take() == SARA && schedule_has_fenced(),
	    "in the next it comes after all others, whatever they have used");
	TAP_OK(take() == ALI && !schedule_has_fenced() && !schedule_has_more(),
	    "but comes");
	schedule_fence(ALI);
	schedule_turn(false);
	TAP_OK(take() == SCHEDULE_NONE && schedule_has_more(),
	    "not before a turn that has noted all");
	turn();
	schedule_add(SARA);
	turn(); /* nobody was served in the turn before */
	TAP_OK(take() == ALI && take() == SARA && take() == SCHEDULE_NONE,
	    "and waits for no more than one such turn");
	schedule_fence(ALI);
	schedule_drop(ALI);
	turn();
	TAP_NUM(take(), SCHEDULE_NONE, "a fence that is dropped is gone");
	forget_all();
}

int
main(void)
{
	ticks_advance(0);
	MUST(modules_init(), "no memory");
	counts_for_one();
	counts_for_all();
	forgets_in_time();
	serves_who_has_used_least();
	goes_round();
	starves_nobody();
	puts_off();
	fences();
	return tap_done();
}
