/* The loop's clock: see ticks.h. */
#include "base/loop/ticks.h"

#include "base/state/module.h"

static struct {
	usec now;
	usec real; /* the monotonic clock in the last turn */
	usec start; /* the monotonic clock in the first turn */
} ticks;

void
ticks_advance(usec slept)
{
	const usec real = clock_mono();
	const usec gap = ticks.real == 0 ? 0 : real - ticks.real;
	const usec late = gap > slept ? gap - slept : 0;

	if (ticks.real == 0)
		ticks.start = real;
	ticks.now += gap - late + (late < TICKS_GAP ? late : TICKS_GAP);
	ticks.real = real;
}

usec
ticks_now(void)
{
	return ticks.now;
}

usec
ticks_mono(void)
{
	return ticks.real;
}

usec
ticks_uptime(void)
{
	return clock_mono() - ticks.start;
}

static void
ticks_save(struct state *state)
{
	state_put(state, STR("now"), ticks.now);
	state_put(state, STR("up"), state->real - ticks.start);
}

/* Loads the clock as if no time had passed between the two programs. */
static void
ticks_load(struct state *state)
{
	uint64_t number;

	while (state_next(state)) {
		if (state_is(state, STR("now")) &&
		    state_number(state, UINT64_MAX / 4, &number))
			ticks.now = state->loop = number;
		if (state_is(state, STR("up")) &&
		    state_number(state, state->real, &number))
			ticks.start = state->real - number;
	}
}

static void
ticks_init(void)
{
	ticks_advance(0);
}

MODULE(ticks) = { .init = ticks_init, SECTION("clock", ticks) };
