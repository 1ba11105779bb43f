/* Counters and changes: see stats.h. */
#include "base/log/stats.h"

#include "base/data/rows.h"
#include "base/mem/limits.h"
#include "base/state/module.h"

static struct stats stats;

/* Clients. Not saved: the next program shows all. */
static struct ring changed;

const struct stats *
stats_now(void)
{
	return &stats;
}

void
stats_add(enum score_count what, uint64_t number)
{
	stats.count[what] += number;
	stats.is_new = true;
}

void
stats_turn(usec time)
{
	enum score_count what = SCORE_TURN;

	while (time > score_turns[what - SCORE_TURN])
		what++;
	stats.count[what]++;
	stats.count[SCORE_TURN_TIME] += time;
}

void
stats_trouble(uint64_t which, bool is_there)
{
	const uint64_t before = stats.trouble;

	stats.trouble = is_there ? before | which : before & ~which;
	stats.is_new = stats.is_new || stats.trouble != before;
}

void
stats_reload(bool good)
{
	stats.reloaded = clock_wall();
	stats.reload_bad = !good;
	stats.is_new = true;
}

void
stats_state(enum score_state state)
{
	stats.state = state;
	stats.is_new = true;
}

void
stats_changed(uint32_t client)
{
	stats.is_new = true;
	if (client != STATS_NONE)
		(void)ring_add(&changed, CLIENTS_MAX, client); /* once */
}

uint32_t
stats_take(void)
{
	const uint32_t client = ring_take(&changed, CLIENTS_MAX);

	stats.is_new = client != STATS_NONE;
	return client;
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
	for (enum score_count what = 0; what < SCORE_COUNTS; what++)
		STATE_PUT(state, STR("count"), DECIMAL(what),
		    DECIMAL(stats.count[what]));
}

static void
stats_load(struct state *state)
{
	uint64_t what = 0, value = 0;

	while (state_next(state))
		if (!state_is(state, STR("count")))
			state_get_fields(state, FIELDS(saved), &stats);
		else if (STATE_LINE(state, NUMBER_TO(&what, SCORE_COUNTS - 1),
			     NUMBER_TO(&value, UINT64_MAX)))
			stats.count[what] = value;
	stats.is_new = true;
}

MODULE(stats) = { TABLES(RING(changed, CLIENTS_MAX)),
	FIELDS_SECTION("counts", saved, stats), .save = stats_save,
	.load = stats_load };
