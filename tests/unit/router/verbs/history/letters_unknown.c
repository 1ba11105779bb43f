/*
 * server/router/verbs/history/letter and mailbox: until the keeper has told the
 * accounts, as after an upgrade, nobody is told that a name does not exist, and
 * no mailbox is read, whose account may be a later one.
 */
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/accounts.h"
#include "server/router/verbs/accounts/keeper_client.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define OPTIONS(accounts_are)                                            \
	(const struct config_option[])                                   \
	{                                                                \
		{ "max_clients", "20" }, { "hello_time", "0" },          \
		    { "state", "/nowhere" }, { "history", "all" },       \
		    { "hold_time", "10" }, { "accounts", accounts_are }, \
		{                                                        \
			NULL, NULL                                       \
		}                                                        \
	}

static struct {
	struct puppet journal;
	struct puppet keeper;
	struct puppet ali;
	char last[LIMIT_LINE];
} test;

static bool
asked(const char *pattern)
{
	struct str what;

	pace_turns(MSEC);
	return played_journal_asked(&test.journal, &what) != 0 &&
	    pattern_matches(pattern, what);
}

/* The client has its name and its account from before. */
static void
enter(void)
{
	stage_begin(OPTIONS("no"));
	played_journal_takes_letters();
	played_journal_enter(&test.journal, 0);
	puppet_join(&test.ali, "ali", "tea");
	stage_configure(OPTIONS("yes"));
	accounts_set(slots_get(test.ali.slot)->client, STR("ali"));
	pace_turns(MSEC);
	puppet_hear_all(&test.ali, test.last);
}

static void
is_unavailable(void)
{
	TAP_OK(played_journal_asked_nothing(&test.journal),
	    "no mailbox is read before the accounts are known");
	puppet_say(&test.ali, "tell bob hi");
	pace_turns(11 * SEC);
	TAP_OK(puppet_hears(&test.ali, "err tell unavailable not connected..."),
	    "nor is a name refused that may be one of an account");
	TAP_OK(puppet_ask(&test.ali, "tell bob \001VERSION\001",
		   "err tell no-such-name ..."),
	    "unless it is no letter");
}

static void
is_kept(void)
{
	puppet_help(&test.keeper);
	slots_get(test.keeper.slot)->kind = KIND_KEEPER;
	slots_get(test.keeper.slot)->kind_name = "keeper";
	keeper_client_keeper_started(test.keeper.slot);
	puppet_say(&test.keeper,
	    "kept cloak AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
	puppet_say(&test.keeper, "kept account ali 1");
	puppet_say(&test.keeper, "kept account Bob 5");
	puppet_say(&test.keeper, "kept all");
	TAP_OK(asked("letters @ali 1"),
	    "then it is read from the account's beginning on");
	puppet_say(&test.ali, "tell bob hi");
	TAP_OK(asked("fits @Bob 5 ..."), "and a letter is for an account");
}

int
main(void)
{
	enter();
	is_unavailable();
	is_kept();
	return tap_done();
}
