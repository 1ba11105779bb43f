/* The creators of groups: see makers.h. */
#include "router/model/makers.h"

#include "base/config/config.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"

/* To be saved: nothing here. groups.c saves the creator of each group. */
static struct {
	struct holder *made; /* by group: its maker */
} makers;

static void
makers_init(void)
{
	makers.made = arena_table(GROUPS_MAX, sizeof(*makers.made));
}

/* Returns a limit of the configuration; 0 there means no limit. */
static size_t
most(size_t number)
{
	return number > 0 ? number : SIZE_MAX;
}

bool
makers_may(uint32_t client)
{
	const struct config *config = config_now();
	const struct share share = { most(config->max_made),
		most(config->max_made_per_address) };

	return holders_may(client, HOLD_GROUPS, 1, share);
}

void
makers_made(uint32_t client, uint32_t group)
{
	makers.made[group] = holders_take(client, HOLD_GROUPS, 1);
}

void
makers_disown(uint32_t group)
{
	holders_give(makers.made[group], HOLD_GROUPS, 1);
	makers.made[group] = (struct holder) { 0 };
}

uint32_t
makers_of(uint32_t group)
{
	return holders_client(makers.made[group]);
}

struct holder
makers_holder(uint32_t group)
{
	return makers.made[group];
}

void
makers_save(struct state *state, uint32_t group)
{
	holders_save(state, makers.made[group]);
}

bool
makers_load(struct state *state, uint32_t group)
{
	return holders_load(state, HOLD_GROUPS, 1, &makers.made[group]);
}

MODULE(makers) = { .init = makers_init };
