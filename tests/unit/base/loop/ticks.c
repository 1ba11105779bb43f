/*
 * server/base/loop/ticks: the loop's clock goes with time, but never leaps; the
 * soonest alarm is the first, whatever was set, changed and cleared.
 */
#include "server/base/loop/ticks.h"

#include "server/base/state/module.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

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
		ticks_alarm(slot, when);
		break;
	case 1:
		set_to[slot] = 0;
		ticks_alarm_clear(slot);
		break;
	default:
		taken = ticks_alarm_take(dice(1000));
		if (taken == ALARMS_NONE)
			break;
		if (set_to[taken] != soonest())
			return false;
		set_to[taken] = 0;
	}
	return ticks_due() == soonest();
}

static void
agrees_with_a_model(void)
{
	bool agrees = true;

	for (int i = 0; i < STEPS; i++)
		agrees = agrees && step();
	TAP_OK(agrees, "%d random steps", STEPS);
}

static void
goes_with_time(void)
{
	usec after;

	ticks_advance(0);
	TAP_NUM(ticks_now(), 0, "it begins at zero");
	pace(20 * MSEC);
	TAP_NUM(ticks_now(), 0, "it stands still between two turns");
	ticks_advance(0);
	after = ticks_now();
	TAP_NUM(after, 20 * MSEC, "then it has gone on by what has passed");
	pace(TICKS_GAP + 200 * MSEC);
	ticks_advance(0);
	TAP_NUM(ticks_now() - after, TICKS_GAP, "a long gap counts as a short");
	after = ticks_now();
	pace(TICKS_GAP + 200 * MSEC);
	ticks_advance(100 * MSEC);
	TAP_NUM(ticks_now() - after, TICKS_GAP,
	    "so it does in a sleep, of which nobody knows how long it was");
	after = ticks_now();
	pace(100 * MSEC);
	ticks_advance(10 * SEC);
	TAP_NUM(ticks_now() - after, 100 * MSEC,
	    "a sleep that was cut short counts as long as it was");
}

int
main(void)
{
	dice_begin();
	goes_with_time();
	MUST(modules_init(), "no memory");
	TAP_OK(ticks_due() == ALARMS_NEVER, "none at first");
	agrees_with_a_model();
	return tap_done();
}
