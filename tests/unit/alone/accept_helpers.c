/*
 * After an upgrade, new helpers start although the old program's have died and
 * were reaped, but had more to say; that is read, but answers nobody. Those
 * that still run, even if they were let go before, are told goodbye, once, and
 * replaced when they have ended. -Wl,--wrap=spawn_helper
 */
#include "server/accept/helpers.h"

#include <signal.h>
#include <stdio.h>

#include "server/accept/spawn.h"
#include "server/router/asks.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/slots.h"
#include "server/router/uplink.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

static const struct config_option options[] = { { "accounts", "yes" },
	{ "state", "/nowhere" }, { "hello_time", "0" }, { NULL, NULL } };

static struct {
	struct puppet fresh[4];
	size_t count; /* of these, which were started */
} test;

static void
help(struct puppet *puppet, unsigned kind)
{
	puppet_help(puppet);
	slots_get(puppet->slot)->kind = kind;
	slots_get(puppet->slot)->kind_name = spawn_kind(kind)->name;
}

/* No process starts. */
uint32_t __wrap_spawn_helper(struct child_args *given);

uint32_t
__wrap_spawn_helper(struct child_args *given)
{
	struct puppet *puppet = &test.fresh[test.count];

	MUST(test.count++ < COUNT(test.fresh), "too many start");
	help(puppet, given->kind->says);
	return puppet->slot;
}

/* It is reaped; what it has said is not read yet. */
static void
die(struct puppet *puppet)
{
	struct slot *slot = slots_get(puppet->slot);

	slot->status = SIGKILL;
	io_close(&puppet->up);
	MUST(slots_reaped(puppet->pid) == puppet->slot, "not its slot");
	slot->up.forced = true;
}

static size_t
started(unsigned kind)
{
	size_t count = 0;

	for (size_t i = 0; i < test.count; i++)
		count += slots_get(test.fresh[i].slot)->kind == kind;
	return count;
}

/* Somebody needs the keeper, which nobody does without accounts. */
static bool
ask(uint32_t who)
{
	struct asks_answer answer;

	return asks_ask(who,
	    &(const struct asks_question) {
		.of = ASKS_KEEPER, .words = WORDS(STR("prove")) },
	    &answer);
}

int
main(void)
{
	static struct puppet asker, running, keeper, journal;
	char said[64];

	stage_begin(options);
	puppet_enter(&asker);
	const uint32_t who = slots_get(asker.slot)->conn.n;
	MUST(!ask(who), "it does not wait");
	help(&running, KIND_JOURNAL);
	help(&keeper, KIND_KEEPER);
	help(&journal, KIND_JOURNAL);
	disconnect_request(running.slot, BYE_SHUTDOWN, NO_WORDS);
	stage_turn();
	puppet_write(&journal, STR("warn its last words\n"));
	/* The number that the first question to the next one has, too. */
	(void)snprintf(said, sizeof(said), "answer %zu done\n",
	    (size_t)ASKERS + who); /* fits */
	puppet_write(&keeper, str_from(said));
	die(&keeper);
	die(&journal);
	helpers_begin();
	helpers_turn();
	TAP_NUM(started(KIND_KEEPER), 1, "the dead keeper is replaced");
	TAP_NUM(started(KIND_JOURNAL), 0, "a running journal is waited for");
	asks_open(ASKS_KEEPER, test.fresh[0].slot); /* its accounts are told */
	MUST(!ask(who) && asks_number(who) == ASKERS + who, "it has not asked");
	stage_turn();
	TAP_OK(stage_logged("journal: its last words"),
	    "what a dead one has said is read");
	TAP_OK(!ask(who), "and what it has answered is nothing");
	TAP_OK(puppet_hears(&running, "bye shutdown ..."), "it was let go");
	TAP_OK(puppet_hears_nothing(&running), "once");
	die(&running);
	uplink_reaped(running.slot);
	helpers_reaped(running.slot);
	helpers_turn();
	TAP_NUM(started(KIND_JOURNAL), 1, "and replaced");
	stage_turn();
	TAP_NUM(slots_used(), 3, "all dead ones are buried");
	return tap_done();
}
