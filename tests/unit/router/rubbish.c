/*
 * The router against a keeper that reports masks which are none, or logs a
 * client in to what is no account, and helpers that say what none may. (What
 * clients' workers say: the script tests/fuzz/corpus/router/broken, and the
 * dialogues of tests/system/hostile.)
 */
#include <inttypes.h>
#include <stdio.h>

#include "server/router/accounts/account_feed.h"
#include "server/router/accounts/registered_groups.h"
#include "server/router/asks.h"
#include "server/router/model/clients.h"
#include "server/router/model/conns.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

static const struct config_option options[] = { { "max_clients", "10" },
	{ NULL, NULL } };

static struct puppet honest, rogue;

/* Masks as the keeper reports them; the first one alone is to be had. */
static const struct str masks[] = { LIT("tea b eve!*@* ali 3"),
	LIT("tea b eve!*@* ali 4"), LIT("tea b  ali 3"), LIT("tea b ~m: ali 3"),
	LIT("tea b eve ali 3"), LIT("tea b"), LIT("tea x bob!*@* ali 3"),
	LIT("tea be bob!*@* ali 3"), LIT("tea I ~m:bob!*@* ali 3"),
	LIT("tea b bob!*@* ali x"), LIT("tea b bob!*@* ali") };

static const struct str timed[] = { LIT("tea b ~t:10m:eve!*@* ali 3"),
	LIT("tea b ~t:90:kim!*@* ali 3"), LIT("tea b ~t:01m:sue!*@* ali 3"),
	LIT("tea b ~t:24h:Sue!*@* ali 3"), LIT("tea b ~t:2h:sue!*@* ali 3") };

static uint64_t
ends(const struct masks *of, struct str mask)
{
	return masks_end(masks_find(of, MASKS_BANNED, mask));
}

static void
leaves_masks_out(void)
{
	const struct masks *of = &groups_get(groups_find(STR("tea")))->masks;

	registered_groups_sync_record(STR("tea ali 5 n 0"));
	for (size_t i = 0; i < COUNT(masks); i++) {
		registered_groups_sync_part(STR("mask"), masks[i]);
		TAP_OK(of->list[MASKS_BANNED].count == 1 &&
			of->list[MASKS_INVITED].count == 0,
		    "%s", masks[i].at);
	}
	/* Older programs had one for each time, and seconds without a unit. */
	for (size_t i = 0; i < COUNT(timed); i++)
		registered_groups_sync_part(STR("mask"), timed[i]);
	TAP_OK(of->list[MASKS_BANNED].count == 3 &&
		ends(of, STR("eve!*@*")) == 0 &&
		ends(of, STR("kim!*@*")) == 3 + 90 * SEC &&
		ends(of, STR("sue!*@*")) == 3 + 86400 * SEC,
	    "of masks with times, each that ends last");
	registered_groups_sync_end(); /* ali has no account */
}

/* The longest name is as long as there is room for. */
static void
ends_a_keeper_that_names_nobody(void)
{
	char line[LIMIT_LINE];

	puppet_help(&rogue);
	slots_get(rogue.slot)->kind = KIND_KEEPER;
	slots_get(rogue.slot)->kind_name = "keeper";
	account_feed_keeper_started(rogue.slot);
	asks_open(ASKS_KEEPER, rogue.slot);
	conns_get(slots_get(honest.slot)->conn)->secure = true;
	puppet_say(&honest, "login ali secret");
	(void)snprintf(line, sizeof(line), "answer %" PRIu64 " done %s",
	    asks_number(slots_get(honest.slot)->conn.n),
	    filler(LIMIT_NAME + 1));
	puppet_say(&rogue, line);
	TAP_OK(puppet_hears(&honest, "err login unavailable ..."),
	    "nobody is logged in to an account that is no name");
	TAP_OK(stage_logged("broken: keeper sent an account that is no name"),
	    "the keeper ends");
	account_feed_keeper_ended(true);
	puppet_die(&rogue);
}

static void
ends_a_helper_that_says_else(void)
{
	static const char *const lines[] = { "send tea hello", "ping",
		"kept gone ali" };

	for (size_t i = 0; i < COUNT(lines); i++) {
		puppet_help(&rogue);
		puppet_say(&rogue, lines[i]);
		TAP_OK(stage_logged("broken: journal sent an invalid command"),
		    "a journal says %s", lines[i]);
		puppet_die(&rogue);
	}
}

int
main(void)
{
	stage_begin(options);
	puppet_join(&honest, "honest", "tea");
	leaves_masks_out();
	ends_a_keeper_that_names_nobody();
	ends_a_helper_that_says_else();
	puppet_die(&honest);
	sane_check_empty();
	return tap_done();
}
