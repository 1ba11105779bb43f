/* server/router/queue/budget: who is served next, and who is tried again. */
#include "server/router/queue/budget.h"

#include "server/base/loop/ticks.h"
#include "server/base/state/module.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

#define ALI 3
#define REZA 7
#define SARA 9

static void
use(uint32_t slot, size_t microseconds)
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
}

static void
serves_who_has_used_least(void)
{
	turn();
	use(ALI, 900);
	use(SARA, 90);
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
	budget_drop(REZA);
	TAP_NUM(budget_next(), BUDGET_NOBODY, "who is dropped has no turn");
}

static void
tries_later(void)
{
	turn();
	budget_try_later(REZA);
	TAP_OK(budget_next() == BUDGET_NOBODY && !budget_has_more(),
	    "for who is tried again nobody hurries");
	turn();
	TAP_NUM(budget_next(), REZA, "it has its turn, too");
	budget_try_later(ALI);
	budget_add(ALI);
	TAP_NUM(budget_next(), ALI, "at once if there is another reason");
}

int
main(void)
{
	ticks_advance(0);
	MUST(modules_init(), "no memory");
	serves_who_has_used_least();
	tries_later();
	return tap_done();
}
