/* Ends of groups that were lost: see lost_ends.h. */
#include "router/verbs/accounts/lost_ends.h"

#include <string.h>

#include "base/state/module.h"
#include "router/verbs/accounts/registrations.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Each row can end once meanwhile, with its name and its former one. */
#define MOST (2 * REGISTRATIONS_MAX)

struct name {
	uint8_t len;
	char at[LIMIT_GROUP];
};

static struct {
	struct name *name;
	size_t count;
} lost_ends;

void
lost_ends_add(struct str name)
{
	struct name *entry = &lost_ends.name[lost_ends.count];

	if (lost_ends.count == MOST || name.len > LIMIT_GROUP)
		return; /* cannot be */
	entry->len = (uint8_t)name.len;
	memcpy(entry->at, name.at, name.len);
	lost_ends.count++;
}

bool
lost_ends_wait(void)
{
	return lost_ends.count > 0;
}

struct str
lost_ends_last(void)
{
	const struct name *entry = &lost_ends.name[lost_ends.count - 1];

	return (struct str) { entry->at, entry->len };
}

void
lost_ends_told(void)
{
	lost_ends.count--;
}

static void
lost_ends_save(struct state *state)
{
	for (size_t i = 0; i < lost_ends.count; i++)
		state_put_text(state, STR("group"),
		    (struct str) {
			lost_ends.name[i].at, lost_ends.name[i].len });
}

static void
lost_ends_load(struct state *state)
{
	while (state_next(state)) {
		if (!state_is(state, STR("group")))
			continue;
		if (group_check(state->value) == CODE_OK &&
		    lost_ends.count < MOST)
			lost_ends_add(state->value);
		else
			state_wrong(state, "invalid group name, or too many");
	}
}

MODULE(lost_ends) = { TABLES(TABLE(lost_ends.name, MOST)),
	SECTION("lost_ends", lost_ends, MODULE_MAY_LACK) };
