/* Counters and troubles: see stats.h. */
#include "base/log/stats.h"

#include <unistd.h>

#include "base/state/module.h"

const uint64_t stats_turns[STATS_TURNS] = { 50, 100, 250, 500, 1000, 2500, 5000,
	10000, 25000, 50000, 100000, 250000, 1000000, UINT64_MAX };

static struct stats stats;

const struct stats *
stats_now(void)
{
	return &stats;
}

void
stats_add(enum stats_count what, uint64_t number)
{
	stats.count[what] += number;
}

void
stats_turn(usec time)
{
	enum stats_count what = STATS_TURN;

	while (time > stats_turns[what - STATS_TURN])
		what++;
	stats.count[what]++;
	stats.count[STATS_TURN_TIME] += time;
}

void
stats_trouble(uint64_t which, bool is_there)
{
	if (is_there)
		stats.trouble |= which;
	else
		stats.trouble &= ~which;
}

void
stats_reload(bool good)
{
	stats.reloaded = clock_wall();
	stats.reload_bad = !good;
}

void
stats_state(enum stats_state state)
{
	stats.state = state;
}

/* What the log says is over, it has said before, also before an upgrade. */
static const struct field saved[] = {
	FIELD(NUMBER, struct stats, trouble),
	FIELD(NUMBER, struct stats, reloaded),
	FIELD(BOOL, struct stats, reload_bad),
};

/* Writes "count NUMBER VALUE" for each. */
static void
stats_save(struct state *state)
{
	for (enum stats_count what = 0; what < STATS_COUNTS; what++)
		STATE_PUT(state, STR("count"), DECIMAL(what),
		    DECIMAL(stats.count[what]));
}

static void
stats_init(void)
{
	stats.started = clock_wall();
}

static void
stats_load(struct state *state)
{
	uint64_t what = 0, value = 0;

	while (state_next(state))
		if (!state_is(state, STR("count")))
			state_get_fields(state, FIELDS(saved), &stats);
		else if (STATE_LINE(state, NUMBER_TO(&what, STATS_COUNTS - 1),
			     NUMBER_TO(&value, UINT64_MAX)))
			stats.count[what] = value;
}

MODULE(stats) = { .init = stats_init,
	FIELDS_SECTION("counts", saved, stats),
	.save = stats_save,
	.load = stats_load };

/* A section of its own, where older versions have a file, too. */
static const struct field begun[] = { FIELD(NUMBER, struct stats, started) };

static void
scoreboard_load(struct state *state)
{
	uint64_t file;

	while (state_next(state))
		if (!state_is(state, STR("file")))
			state_get_fields(state, FIELDS(begun), &stats);
		else if (state_number(state, INT32_MAX, &file))
			(void)close((int)file);
}

MODULE(scoreboard) = { FIELDS_SECTION("scoreboard", begun, stats),
	.load = scoreboard_load };
