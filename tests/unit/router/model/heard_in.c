/*
 * server/router/model/rights: in which of its groups a client is heard; that
 * it is found out costs no more for another mask.
 */
#include "server/router/model/rights.h"

#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/masks.h"
#include "server/router/model/modes.h"
#include "server/router/queue/budget.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

#define ANN 0
#define GROUPS 3

static const struct config_option options[] = { { "max_clients", "20" },
	{ NULL, NULL } };

static uint32_t tea, rice, milk;

/* Just these are in it: a bit for each, tea the first. */
static bool
is_heard_in(struct str text, unsigned groups)
{
	const uint32_t all[GROUPS] = { tea, rice, milk };
	const struct set *heard = rights_heard_in(ANN, text);
	size_t count = 0;

	for (size_t i = 0; i < GROUPS; i++) {
		const bool is = (groups >> i & 1) != 0;
		if (set_has(heard, all[i]) != is)
			return false;
		count += is;
	}
	return heard->count == count;
}

static void
set_mask(uint32_t group, struct str mask)
{
	struct mask_entry *row;

	MUST(masks_make(group, MASKS_BANNED, ANN, mask, &row) == CODE_OK,
	    "no mask");
	masks_set(group, MASKS_BANNED, row, 1);
}

static void
is_heard(void)
{
	const struct str ctcp = STR("\001PING\001"), any = { NULL, 0 };

	TAP_OK(is_heard_in(STR("hi"), 7), "it is heard in all");
	modes_get(tea)->flags = MODE_MODERATED;
	TAP_OK(is_heard_in(STR("hi"), 6), "not under m");
	set_mask(milk, STR("~m:ann!*@*"));
	TAP_OK(is_heard_in(STR("hi"), 2), "nor where it is muted");
	modes_get(rice)->flags = MODE_NO_CTCP;
	TAP_OK(is_heard_in(ctcp, 0) && is_heard_in(any, 2),
	    "under C it depends on what it says");
	set_mask(rice, STR("ann!*@*"));
	TAP_OK(is_heard_in(any, 0), "nowhere");
	groups_membership(ANN, tea)->roles = ROLE_VOICED;
	TAP_OK(is_heard_in(any, 1), "but where it has a voice");
	modes_begin(tea);
	modes_begin(rice);
	modes_begin(milk);
	TAP_OK(is_heard_in(any, 7), "and in all again");
}

static uint64_t
cost(void)
{
	budget_turn();
	MUST(is_heard_in(STR("hi"), 7), "it may speak");
	return budget_used();
}

/* A group has up to a hundred masks, and an event for sharers asks each. */
static void
is_remembered(void)
{
	char mask[] = "b?*!*@*";
	uint64_t one;

	set_mask(rice, STR("b!*@*"));
	(void)cost();
	one = cost();
	for (mask[1] = 'a'; mask[1] <= 'z'; mask[1]++)
		set_mask(rice, str_from(mask));
	(void)cost();
	TAP_NUM(cost(), one, "a second look costs the same with more masks");
	modes_begin(rice);
}

int
main(void)
{
	stage_begin(options);
	MUST(clients_new(SLOT_NONE) == ANN && clients_set_name(ANN, STR("ann")),
	    "no client");
	tea = groups_make(STR("tea"));
	rice = groups_make(STR("rice"));
	milk = groups_make(STR("milk"));
	MUST(groups_enter(tea, ANN) && groups_enter(rice, ANN) &&
		groups_enter(milk, ANN),
	    "no memory");
	is_heard();
	is_remembered();
	return tap_done();
}
