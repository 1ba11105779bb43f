/* Counters and changes: see stats.h. */
#include "base/log/stats.h"

#include "base/mem/limits.h"
#include "base/state/module.h"
#include "shared/str.h"

static struct {
	uint64_t count[SCORE_COUNTS];
	enum score_state state;
	usec reloaded; /* clock_wall; 0: no reload since the start */
	bool reload_bad;
	uint64_t trouble; /* not saved: the next program notes it again */
	bool new; /* since all was taken */
	uint32_t *changed; /* list of clients, each once */
	size_t changes;
	unsigned char *listed; /* by client: it is in the list */
} stats;

void
stats_add(enum score_count what, uint64_t number)
{
	stats.count[what] += number;
	stats.new = true;
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
	stats.new = stats.new || stats.trouble != before;
}

uint64_t
stats_troubles(void)
{
	return stats.trouble;
}

void
stats_reload(bool good)
{
	stats.reloaded = clock_wall();
	stats.reload_bad = !good;
	stats.new = true;
}

usec
stats_reloaded(bool *good)
{
	*good = !stats.reload_bad;
	return stats.reloaded;
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

/* Writes "count NUMBER VALUE" for each. */
static void
stats_save(struct state *state)
{
	for (enum score_count what = 0; what < SCORE_COUNTS; what++)
		STATE_PUT(state, STR("count"), DECIMAL(what),
		    DECIMAL(stats.count[what]));
	state_put(state, STR("reloaded"), stats.reloaded);
	state_put(state, STR("reload_bad"), stats.reload_bad);
}

static void
stats_load(struct state *state)
{
	uint64_t words[2], bad = 0;

	while (state_next(state))
		if (state_is(state, STR("reloaded")))
			(void)state_number(
			    state, UINT64_MAX, &stats.reloaded); /* noted */
		else if (state_is(state, STR("reload_bad")))
			(void)state_number(state, 1, &bad); /* noted */
		else if (state_is(state, STR("count")) &&
		    state_words(state, words, COUNT(words)) &&
		    words[0] < SCORE_COUNTS)
			stats.count[words[0]] = words[1];
	stats.reload_bad = bad > 0;
	stats.new = true;
}

MODULE(stats) = { TABLES(TABLE(stats.changed, CLIENTS_MAX),
		      TABLE(stats.listed, CLIENTS_MAX)),
	SECTION("counts", stats) };
