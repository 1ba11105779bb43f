/* What has happened: see stats.h. */
#include "base/stats.h"

#include "base/arena.h"
#include "base/limits.h"

static struct {
	uint64_t count[SCORE_COUNTS];
	enum score_state state;
	bool new; /* since all was taken */
	uint32_t *changed; /* clients, each once */
	size_t changes;
	unsigned char *listed; /* by client: it stands there */
} stats;

bool
stats_init(void)
{
	stats.changed = arena_table(CLIENTS_MAX, sizeof(*stats.changed));
	stats.listed = arena_table(CLIENTS_MAX, sizeof(*stats.listed));
	return stats.changed != NULL && stats.listed != NULL;
}

void
stats_add(enum score_count what, uint64_t number)
{
	stats.count[what] += number;
	stats.new = true;
}

void
stats_state(enum score_state state)
{
	stats.state = state;
	stats.new = true;
}

void
stats_changed(uint32_t client)
{
	stats.new = true;
	if (client == STATS_NONE || stats.listed[client])
		return;
	stats.listed[client] = 1;
	stats.changed[stats.changes++] = client;
}

bool
stats_are_new(void)
{
	return stats.new;
}

uint64_t
stats_get(enum score_count what)
{
	return stats.count[what];
}

enum score_state
stats_get_state(void)
{
	return stats.state;
}

uint32_t
stats_take(void)
{
	uint32_t client;

	if (stats.changes == 0) {
		stats.new = false;
		return STATS_NONE;
	}
	client = stats.changed[--stats.changes];
	stats.listed[client] = 0;
	return client;
}

static const struct str words[SCORE_COUNTS] = {
	[SCORE_CAME] = { "came", 4 },
	[SCORE_ENDED] = { "ended", 5 },
	[SCORE_CRASHED] = { "crashed", 7 },
	[SCORE_REFUSED] = { "refused", 7 },
	[SCORE_FULL] = { "full", 4 },
	[SCORE_LINES_IN] = { "lines_in", 8 },
	[SCORE_LINES_OUT] = { "lines_out", 9 },
	[SCORE_BYTES_IN] = { "bytes_in", 8 },
	[SCORE_BYTES_OUT] = { "bytes_out", 9 },
	[SCORE_RETURNED] = { "returned", 8 },
};

void
stats_save(struct state *state)
{
	for (enum score_count what = 0; what < SCORE_COUNTS; what++)
		state_put(state, words[what], stats.count[what]);
}

void
stats_load(struct state *state)
{
	while (state_next(state))
		for (enum score_count what = 0; what < SCORE_COUNTS; what++)
			if (state_is(state, words[what]))
				(void)state_number(state, UINT64_MAX,
				    &stats.count[what]); /* noted */
	stats.new = true;
}
