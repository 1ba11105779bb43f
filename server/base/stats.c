/* What has happened: see stats.h. */
#include "base/stats.h"

#include "base/arena.h"
#include "base/limits.h"

/* To be saved: the counts. */
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
