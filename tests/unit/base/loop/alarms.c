/*
 * server/base/loop/alarms: the soonest first, whatever was set, changed and
 * cleared.
 */
#include "server/base/loop/ticks.h"

#include "server/base/state/module.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define SLOTS 200
#define STEPS 20000

static usec set_to[SLOTS]; /* what the model has; 0: none */

static usec
soonest(void)
{
	usec found = ALARMS_NEVER;

	for (size_t i = 0; i < SLOTS; i++)
		if (set_to[i] != 0 && set_to[i] < found)
			found = set_to[i];
	return found;
}

static void
takes_in_order(void)
{
	alarms_at(3, 30);
	alarms_at(1, 10);
	alarms_at(2, 20);
	alarms_at(4, ALARMS_NEVER);
	TAP_NUM(alarms_next(), 10, "the soonest");
	TAP_OK(alarms_take(9) == ALARMS_NONE, "not yet");
	TAP_NUM(alarms_take(10), 1, "but now");
	alarms_at(2, 40);
	TAP_NUM(alarms_take(100), 2, "one that is later is looked at too soon");
	alarms_at(2, 40);
	alarms_at(2, 25);
	TAP_NUM(alarms_next(), 25, "one that is sooner is moved");
	alarms_at(ALARM_LOG, 26);
	TAP_NUM(alarms_take(100), 2, "first");
	TAP_NUM(alarms_take(100), ALARM_LOG, "a module has one too");
	TAP_NUM(alarms_take(100), 3, "last");
	alarms_clear(2);
	alarms_clear(2);
	TAP_OK(alarms_next() == ALARMS_NEVER, "one that is cleared never");
	TAP_OK(alarms_take(UINT64_MAX) == ALARMS_NONE, "none is left");
}

/* One step of the model and of the real ones; false if they differ. */
static bool
step(void)
{
	const uint32_t slot = dice(SLOTS);
	uint32_t taken;
	usec when;

	switch (dice(3)) {
	case 0:
		when = 1 + dice(1000);
		if (set_to[slot] == 0 || when < set_to[slot])
			set_to[slot] = when;
		alarms_at(slot, when);
		break;
	case 1:
		set_to[slot] = 0;
		alarms_clear(slot);
		break;
	default:
		taken = alarms_take(dice(1000));
		if (taken == ALARMS_NONE)
			break;
		if (set_to[taken] != soonest())
			return false;
		set_to[taken] = 0;
	}
	return alarms_next() == soonest();
}

static void
agrees_with_a_model(void)
{
	bool agrees = true;

	for (int i = 0; i < STEPS; i++)
		agrees = agrees && step();
	TAP_OK(agrees, "%d random steps", STEPS);
}

int
main(void)
{
	dice_begin();
	MUST(modules_init(), "no memory");
	TAP_OK(alarms_next() == ALARMS_NEVER, "none at first");
	takes_in_order();
	agrees_with_a_model();
	return tap_done();
}
