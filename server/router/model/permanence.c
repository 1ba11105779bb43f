/* Which boxes and tables stay: see permanence.h. */
#include "router/model/permanence.h"

#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/groups.h"

static struct {
	unsigned char *parts; /* by group */
} permanence;

bool
permanence_has(uint32_t group, unsigned part)
{
	return (permanence.parts[group] & part) != 0;
}

bool
permanence_stays(uint32_t group, unsigned part)
{
	return permanence_has(group, part) || groups_history(group)->made != 0;
}

void
permanence_add(uint32_t group, unsigned part)
{
	permanence.parts[group] |= (unsigned char)part;
}

void
permanence_clear(void)
{
	FOR_EACH_GROUP(group)
		permanence.parts[group] = 0;
}

static const struct {
	struct str key;
	unsigned part;
} words[] = {
	{ LIT("box"), PERMANENT_BOX },
	{ LIT("table"), PERMANENT_TABLE },
};

/* Saves "box GROUP" and "table GROUP". */
static void
permanence_save(struct state *state)
{
	FOR_EACH_GROUP(group)
		for (size_t i = 0; i < COUNT(words); i++)
			if (permanence_has(group, words[i].part))
				state_put(state, words[i].key, group);
}

static void
load_part(struct state *state, unsigned part)
{
	uint64_t group;

	if (!state_number(state, UINT32_MAX, &group))
		return;
	if (groups_exists(group) && groups_is_kept((uint32_t)group))
		permanence_add((uint32_t)group, part);
	else
		state_wrong(state, "no such permanent group");
}

static void
permanence_load(struct state *state)
{
	state_set_owner(state, STATE_NOBODY, 0);
	while (state_next(state))
		for (size_t i = 0; i < COUNT(words); i++)
			if (state_is(state, words[i].key))
				load_part(state, words[i].part);
}

MODULE(permanence) = { TABLES(TABLE(permanence.parts, GROUPS_MAX)),
	SECTION("permanence", permanence, 0) };
