/* The groups in which a client is heard: see speech.h. */
#include "router/delivery/speech.h"

#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/queue/budget.h"

/* Not saved: the set is valid only until the next call. */
static struct {
	struct set some; /* the last result; never grows */
} speech;

static void
speech_init(void)
{
	speech.some.at = arena_table(GROUPS_MAX, sizeof(*speech.some.at));
	speech.some.room = GROUPS_MAX;
}

/*
 * Checks each group, which costs little: verdicts on masks are cached
 * (verdicts.h).
 */
const struct set *
speech_groups(uint32_t client, struct str text)
{
	const struct set *groups = groups_of(client);

	speech.some.count = 0;
	budget_charge(WORK_ROW, groups->count);
	for (size_t i = 0; i < groups->count; i++)
		if (rights_speak(client, groups->at[i], text) == CODE_OK)
			speech.some.at[speech.some.count++] = groups->at[i];
	return &speech.some;
}

MODULE(speech) = { .init = speech_init };
