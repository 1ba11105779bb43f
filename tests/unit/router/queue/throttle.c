/*
 * server/router/queue/throttle and what uplink.c makes of it: who is too fast
 * waits, is not read meanwhile, and the loop sleeps until it is time.
 */
#include "server/router/queue/throttle.h"
#include "server/router/queue/budget.h"

#include <stdio.h>

#include "server/base/config/config.h"
#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "server/router/model/slots.h"
#include "server/router/uplink.h"
#include "shared/limits.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define LINES 8
#define CROWD 200

static const struct config_option free_one[] = { { "max_clients", "1000" },
	{ "hello_time", "0" }, { NULL, NULL } };
static const struct config_option bound[] = { { "max_clients", "1000" },
	{ "hello_time", "0" }, { "line_rate", "20" }, { "line_burst", "3" },
	{ NULL, NULL } };
static const struct config_option by_size[] = { { "max_clients", "1000" },
	{ "hello_time", "0" }, { "byte_rate", "40K" }, { "byte_burst", "4K" },
	{ NULL, NULL } };
static const struct config_option minutes[] = { { "max_clients", "1000" },
	{ "hello_time", "0" }, { "join_rate", "2" }, { "rename_rate", "1" },
	{ NULL, NULL } };

/* Returns the number of these replies that the puppet has got. */
static size_t
answers(struct puppet *puppet)
{
	struct str line;
	size_t count = 0;

	while (puppet_line(puppet, &line))
		count++;
	return count;
}

/* How long nothing is to be done. */
static usec
soonest(void)
{
	const usec next = alarms_next();

	if (next == ALARMS_NEVER)
		return next;
	return next > ticks_now() ? next - ticks_now() : 0;
}

static void
say_pings(struct puppet *puppet)
{
	for (int i = 0; i < LINES; i++)
		puppet_write(puppet, STR("ping\n"));
}

static void
waits_and_goes_on(void)
{
	static struct puppet fast;
	static struct puppet other;
	size_t got, turns = 0;
	usec start;

	stage_configure(bound);
	puppet_enter(&fast);
	puppet_enter(&other);
	TAP_OK(soonest() == ALARMS_NEVER, "nobody is too fast");
	say_pings(&fast);
	start = clock_mono();
	stage_turn();
	got = answers(&fast);
	TAP_NUM(got, 3, "the burst is answered at once");
	TAP_OK(slots_get(fast.slot)->up.paused, "then nothing more is read");
	TAP_OK(soonest() <= 60 * MSEC, "until it is time for one more");
	puppet_say(&other, "ping");
	TAP_OK(puppet_hears(&other, "ok ping"), "another one is answered");
	while (got < LINES) {
		stage_wait(soonest());
		got += answers(&fast);
		turns++;
	}
	TAP_NUM(clock_mono() - start, (LINES - 3) * SEC / 20,
	    "the others come at their rate");
	TAP_OK(
	    turns <= 2 * LINES, "in %zu turns: it sleeps between them", turns);
	stage_turn();
	TAP_OK(soonest() == ALARMS_NEVER && !slots_get(fast.slot)->up.paused,
	    "then it is read again");
	puppet_die(&fast);
	puppet_die(&other);
}

/* One who goes while it has to wait leaves nothing behind. */
static void
ends_while_it_waits(void)
{
	static struct puppet fast;

	puppet_enter(&fast);
	say_pings(&fast);
	stage_turn();
	TAP_OK(soonest() != ALARMS_NEVER, "it has to wait");
	puppet_die(&fast);
	TAP_OK(soonest() == ALARMS_NEVER, "nobody waits for the dead");
	stage_forget_log();
}

static void
counts_bytes(void)
{
	struct throttle throttle = { .lines = { 0 } };

	stage_configure(by_size);
	TAP_NUM(throttle_wait(&throttle, 4096), 0,
	    "the longest line fits the burst");
	throttle_line(&throttle, 4096, 0);
	TAP_NUM(throttle_wait(&throttle, 2048), 50 * MSEC,
	    "half of one has to wait");
	stage_configure(free_one);
	TAP_NUM(
	    throttle_wait(&throttle, 4096), 0, "with no rates nobody has to");
}

/* The cost of a line counts as additional lines. */
static void
counts_costs(void)
{
	const uint64_t ordinary = 50 * BUDGET_UNIT;
	struct throttle throttle = { .lines = { 0 } };

	stage_configure(bound);
	throttle_line(&throttle, 1, ordinary - 1);
	throttle_line(&throttle, 1, 0);
	throttle_line(&throttle, 1, 0);
	TAP_NUM(throttle_wait(&throttle, 1), 50 * MSEC,
	    "ordinary lines count as one each");
	throttle = (struct throttle) { .lines = { 0 } };
	throttle_line(&throttle, 1, 2 * ordinary);
	TAP_NUM(throttle_wait(&throttle, 1), 50 * MSEC,
	    "one that costs more counts as several");
	throttle_line(&throttle, 1, 1000 * ordinary);
	TAP_NUM(throttle_wait(&throttle, 1), 4 * 50 * MSEC,
	    "which are owed, up to a burst");
	throttle = (struct throttle) { .lines = { 0 } };
	for (int i = 0; i < LIMIT_LINES; i++)
		throttle_line(&throttle, 1, 0);
	TAP_NUM(throttle_wait(&throttle, 1), (LIMIT_LINES - 2) * 50 * MSEC,
	    "the lines of a message are owed, all of them");
	stage_configure(free_one);
	throttle_line(&throttle, 1, 1000 * ordinary);
	TAP_NUM(throttle_wait(&throttle, 1), 0, "without a rate nothing is");
}

static bool
may_join(struct throttle *throttle)
{
	return throttle_take(&throttle->joins, config_now()->join_rate);
}

static bool
may_rename(struct throttle *throttle)
{
	return throttle_take(&throttle->renames, config_now()->rename_rate);
}

static void
counts_minutes(void)
{
	struct throttle throttle = { .lines = { 0 } };

	stage_configure(minutes);
	TAP_OK(may_join(&throttle) && may_join(&throttle), "two joins");
	TAP_OK(!may_join(&throttle), "not three");
	TAP_OK(may_rename(&throttle), "one other name");
	TAP_OK(!may_rename(&throttle), "not two");
	stage_configure(free_one);
	TAP_OK(may_join(&throttle) && may_rename(&throttle), "any number");
}

/* All who wait share the turns in which their time comes. */
static void
shares_turns(void)
{
	static struct puppet crowd[CROWD];
	size_t got = 0, turns = 0;

	stage_configure(bound);
	for (size_t i = 0; i < CROWD; i++) {
		puppet_enter(&crowd[i]);
		say_pings(&crowd[i]);
	}
	while (got < (size_t)CROWD * LINES) {
		stage_wait(soonest());
		turns++;
		for (size_t i = 0; i < CROWD; i++)
			got += answers(&crowd[i]);
	}
	TAP_OK(turns < CROWD, "%d clients wait in %zu turns", CROWD, turns);
	for (size_t i = 0; i < CROWD; i++)
		puppet_die(&crowd[i]);
	stage_forget_log();
}

int
main(void)
{
	stage_begin(free_one);
	waits_and_goes_on();
	ends_while_it_waits();
	counts_bytes();
	counts_costs();
	counts_minutes();
	shares_turns();
	return tap_done();
}
