/*
 * server/router/queue/budget: what is charged to whom, when a client and a turn
 * have had enough, how that is forgotten, and who is served next.
 */
#include "server/router/queue/budget.h"

#include "server/base/loop/ticks.h"
#include "server/base/state/module.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/tap.h"

#define ALI 3
#define REZA 7
#define SARA 9

/* Charges the slot for a command of that cost; returns whether it must stop. */
static bool
use(uint32_t slot, uint64_t microseconds)
{
	bool stops;

	budget_open(slot);
	budget_charge(WORK_BYTE, microseconds * BUDGET_UNIT);
	stops = budget_is_spent();
	budget_close();
	return stops;
}

static void
turn(void)
{
	ticks_advance(0);
	budget_turn();
}

static void
forget_all(void)
{
	budget_drop(ALI);
	budget_drop(REZA);
	budget_drop(SARA);
	turn();
}

static void
counts_for_one(void)
{
	turn();
	TAP_OK(use(SARA, 40), "who begins stops soon, for others");
	TAP_OK(!use(SARA, 100), "and goes on");
	TAP_OK(use(ALI, 1000), "whoever has had a millisecond stops");
	budget_add(ALI);
	TAP_OK(budget_next() == BUDGET_NOBODY && budget_has_more(),
	    "and has no more of this turn");
	budget_open(REZA);
	budget_charge(WORK_STEP, 10);
	budget_charge(WORK_RECEIVER, 100000);
	TAP_OK(
	    budget_take_own() < BUDGET_UNIT, "deliveries are not its own work");
	TAP_OK(budget_is_spent(), "but its share");
	budget_close();
	TAP_OK(!budget_is_spent(), "where nobody runs nobody has to stop");
	turn();
	TAP_NUM(budget_next(), ALI, "each turn has new shares");
	forget_all();
}

static void
counts_for_all(void)
{
	turn();
	for (uint32_t slot = 20; slot < 39; slot++)
		(void)use(slot, 1000);
	budget_charge(WORK_BYTE, 999 * BUDGET_UNIT); /* nobody's */
	TAP_OK(!budget_turn_is_spent(), "a turn has twenty milliseconds");
	budget_open(ALI);
	budget_charge(WORK_WRITE, 400);
	TAP_OK(budget_turn_is_spent() && budget_is_spent(),
	    "then all have to stop");
	budget_close();
	turn();
	TAP_OK(!budget_turn_is_spent() && budget_used() == 0, "up to the next");
	for (uint32_t slot = 20; slot < 39; slot++)
		budget_drop(slot);
	forget_all();
}

static void
serves_who_has_used_least(void)
{
	turn();
	(void)use(ALI, 900);
	(void)use(SARA, 90);
	budget_add(ALI);
	budget_add(SARA);
	budget_add(REZA);
	TAP_NUM(budget_next(), REZA, "who has used nothing comes first");
	TAP_NUM(budget_next(), SARA, "then who has used little");
	TAP_NUM(budget_next(), ALI, "then who has used much");
	TAP_OK(budget_next() == BUDGET_NOBODY && !budget_has_more(),
	    "that is all");
	pace(60 * SEC);
	turn();
	budget_add(ALI);
	budget_add(REZA);
	TAP_NUM(budget_next(), ALI, "which is forgotten in time");
	forget_all();
}

int
main(void)
{
	ticks_advance(0);
	MUST(modules_init(), "no memory");
	counts_for_one();
	counts_for_all();
	serves_who_has_used_least();
	return tap_done();
}
