/*
 * server/operator/shutdown: a stop hands the last changes of the boxes to the
 * journal at once, though nothing else happens in an idle server, and ends when
 * they are stored.
 */
#include "server/operator/shutdown.h"

#include "server/base/loop/watch.h"
#include "server/router/model/boxes.h"
#include "server/router/model/groups.h"
#include "server/router/model/permanence.h"
#include "server/router/verbs/work/permanent_groups.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/stage.h"

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "grace", "600" }, { "state", "/nowhere" },
	{ "box", "tea" }, { NULL, NULL } };

static struct {
	struct puppet journal;
	struct puppet keeper;
} test;

/* Returns whether the loop goes on at once, and turns it. */
static bool
goes_on(void)
{
	const usec begin = clock_mono();

	stage_wait(SEC);
	shutdown_turn();
	return clock_mono() == begin;
}

static void
stores_at_once(void)
{
	struct str line;

	shutdown_stop();
	shutdown_turn();
	TAP_OK(goes_on() && puppet_line(&test.journal, &line) &&
		pattern_matches("log o put * tea box box all ...", line),
	    "a stop that nothing follows has the boxes stored");
	TAP_OK(goes_on() && puppet_hears(&test.journal, "bye ..."),
	    "and says goodbye to the journal");
	TAP_OK(!shutdown_is_over(), "for which it waits");
}

int
main(void)
{
	stage_begin(options);
	permanent_groups_use(config_now());
	MUST(boxes_get(groups_find(STR("tea"))) != NULL, "no box");
	played_keeper_enter(&test.keeper);
	played_journal_enter(&test.journal, 0);
	stage_turn();
	stage_turn();
	permanence_set_stored(1); /* all that there is */
	stores_at_once();
	return tap_done();
}
