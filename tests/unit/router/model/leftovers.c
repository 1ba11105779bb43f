/*
 * server/router/model/leftovers: what a client has left behind counts for its
 * address for a day, and for as long as somebody from there is in the group;
 * then it is nobody's. Whatever is younger, or still a client's, stays what it
 * is. A pass over many groups takes several turns, and the next one comes an
 * hour later.
 */
#include "server/router/model/quota.h"

#include <stdio.h>

#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "server/base/state/module.h"
#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/ledger.h"
#include "server/router/model/masks.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

/* The kinds of what is left behind; a hold ends with its client. */
#define LASTING (QUOTAS - 1)

#define NEAR "192.0.2.1:1"
#define FAR "192.0.2.2:1"
#define MANY 6000 /* groups */

static const struct config_option options[] = { { "max_clients", "20" },
	{ "max_made", "0" }, { "max_made_per_address", "0" },
	{ "max_joined", "65536" }, { "join_rate", "0" }, { NULL, NULL } };

static struct puppet ann, bob, friend;

static void
say(struct puppet *puppet, const char *line)
{
	char last[LIMIT_LINE];

	puppet_say(puppet, line);
	puppet_hear_all(puppet, last);
	MUST(strncmp(last, "err ", 4) != 0, "%s: %s", line, last);
}

static void
come(struct puppet *puppet, const char *from, const char *name)
{
	char line[LIMIT_LINE];

	puppet_enter_from(puppet, from);
	(void)snprintf(line, sizeof(line), "name %s", name);
	say(puppet, line);
}

/* How much is charged to where bob comes from. */
static size_t
charged(enum quota what)
{
	return ledger_held(ledger_find(slots_get(bob.slot)->client), what);
}

static size_t
kinds_charged(void)
{
	size_t count = 0;

	for (enum quota what = 0; what < QUOTAS; what++)
		count += charged(what) > 0;
	return count;
}

/* Takes out all that is due within the time. */
static bool
is_due(usec time)
{
	bool found = false;
	uint32_t who;

	while ((who = alarms_take(ticks_now() + time)) != ALARMS_NONE)
		found = found || who == ALARM_LEFTOVERS;
	return found;
}

/* All groups once; returns in how many turns. */
static size_t
pass(void)
{
	size_t turns = 0;

	do {
		modules_alarm(ALARM_LEFTOVERS);
		turns++;
	} while (is_due(SEC));
	return turns;
}

static void
fill(void)
{
	say(&ann, "join tea");
	say(&friend, "join tea");
	say(&ann, "post tea x");
	say(&ann, "put tea k v");
	say(&ann, "mode tea +b x");
	say(&ann, "hold tea l 1 v");
	MUST(kinds_charged() == QUOTAS, "not all kinds");
}

/* Then it is old already when it is left behind. */
static void
counts_while_its_maker_is_here(void)
{
	come(&ann, NEAR, "ann");
	fill();
	pace(2 * QUOTA_AGE);
	(void)pass();
	TAP_NUM(
	    kinds_charged(), QUOTAS, "what a client has counts however old");
	puppet_die(&ann);
	(void)pass();
	TAP_NUM(kinds_charged(), 0, "until it leaves that to others");
}

static void
counts_for_a_day(void)
{
	alarms_clear(ALARM_LEFTOVERS);
	puppet_die(&ann);
	TAP_OK(is_due(QUOTA_PERIOD),
	    "who leaves something has it looked for later");
	TAP_NUM(kinds_charged(), LASTING, "it counts for the address");
	pace(QUOTA_AGE - SEC);
	(void)pass();
	TAP_NUM(kinds_charged(), LASTING, "while it is no day old");
}

static void
counts_while_somebody_is_in(void)
{
	say(&bob, "join tea");
	pace(2 * SEC);
	(void)pass();
	TAP_NUM(kinds_charged(), LASTING,
	    "and while somebody from there is in the group");
	say(&bob, "leave tea");
	(void)pass();
	TAP_NUM(kinds_charged(), 0, "then it is nobody's");
	TAP_NUM(ledger_used(), 0, "and nothing is charged to anybody");
}

/* Nothing of it has gone, and going it is nobody's loss. */
static void
is_there_still(void)
{
	const uint32_t tea = groups_find(STR("tea"));

	TAP_OK(tea != GROUP_NONE && boxes_get(tea)->there &&
		table_count(tea) == 1 && masks_count(tea, MASKS_BANNED) == 1,
	    "all of it is there still");
	say(&friend, "leave tea");
	sane_forget_left();
	TAP_OK(groups_find(STR("tea")) == GROUP_NONE, "until it goes");
}

static void
takes_several_turns(void)
{
	char line[64];

	come(&ann, NEAR, "ann");
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(line, sizeof(line), "join g%d", i);
		say(&ann, line);
		say(&friend, line);
	}
	puppet_die(&ann);
	TAP_NUM(charged(QUOTA_GROUPS), MANY, "%d groups are left behind", MANY);
	pace(QUOTA_AGE);
	TAP_OK(pass() >= 3, "a pass takes several turns");
	TAP_NUM(charged(QUOTA_GROUPS), 0, "and all are others' now");
}

int
main(void)
{
	bulk();
	stage_begin(options);
	come(&ann, NEAR, "ann");
	come(&bob, NEAR, "bob");
	come(&friend, FAR, "friend");
	fill();
	counts_for_a_day();
	counts_while_somebody_is_in();
	is_there_still();
	counts_while_its_maker_is_here();
	takes_several_turns();
	return tap_done();
}
