/*
 * After an upgrade, new helpers start although the old program's have died and
 * were reaped, but had more to say; that is read. Those that still run are told
 * goodbye, and replaced when they have ended. -Wl,--wrap=spawn_helper
 */
#include "server/accept/helpers.h"

#include <signal.h>

#include "server/accept/spawn.h"
#include "server/router/asks.h"
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
static void
ask(void)
{
	static struct puppet asker;
	struct asks_answer answer;

	puppet_enter(&asker);
	MUST(!asks_ask(slots_get(asker.slot)->client,
		 &(const struct asks_question) {
		     .of = ASKS_KEEPER, .words = WORDS(STR("prove")) },
		 &answer),
	    "it does not wait");
}

int
main(void)
{
	static struct puppet running, keeper, journal;

	stage_begin(options);
	ask();
	help(&running, KIND_JOURNAL);
	help(&keeper, KIND_KEEPER);
	help(&journal, KIND_JOURNAL);
	puppet_write(&journal, STR("warn its last words\n"));
	die(&keeper);
	die(&journal);
	helpers_begin();
	helpers_turn();
	TAP_NUM(started(KIND_KEEPER), 1, "the dead keeper is replaced");
	TAP_NUM(started(KIND_JOURNAL), 0, "a running journal is waited for");
	stage_turn();
	TAP_OK(stage_logged("journal: its last words"),
	    "what a dead one has said is read");
	TAP_OK(puppet_hears(&running, "bye shutdown ..."), "it is let go");
	die(&running);
	uplink_reaped(running.slot);
	helpers_reaped(running.slot);
	helpers_turn();
	TAP_NUM(started(KIND_JOURNAL), 1, "and replaced");
	stage_turn();
	TAP_NUM(slots_used(), 3, "all dead ones are buried");
	return tap_done();
}
