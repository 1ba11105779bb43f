/*
 * server/router/history/letter and mailbox: until the keeper has told the
 * accounts, as after an upgrade, nobody is told that a name does not exist, and
 * no mailbox is read, whose account may be a later one. A reload after which
 * nothing is stored ends the letters that are under way.
 */
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/accounts.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/keeper.h"
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

/* Returns the question's number if that is next. */
static uint64_t
asked(const char *pattern)
{
	struct str what;
	uint64_t number;

	pace_turns(MSEC);
	number = played_journal_asked(&test.journal, &what);
	return number != 0 && pattern_matches(pattern, what) ? number : 0;
}

static void
answer(uint64_t number, const char *text)
{
	played_journal_answer(&test.journal, number, text);
	pace_turns(MSEC);
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

/* Returns the number of the question for the first mailbox. */
static uint64_t
is_kept(void)
{
	uint64_t letters, fits;

	played_keeper_enter_with(&test.keeper,
	    (const char *const[]) {
		"kept account ali 1", "kept account Bob 5", NULL });
	letters = asked("letters @ali 1");
	TAP_OK(letters != 0, "then it is read from the account's beginning on");
	puppet_say(&test.ali, "tell bob hi");
	fits = asked("fits @Bob 5 ...");
	TAP_OK(fits != 0, "and a letter is for an account");
	answer(fits, "too-many");
	MUST(puppet_hears(&test.ali, "err tell ..."), "not refused");
	return letters;
}

static void
is_ended(uint64_t number)
{
	answer(number,
	    "past put 1700000000009999 @ali letter 1700000000000001 "
	    "bob!u@h!bob!- hi");
	MUST(puppet_hears(&test.ali, "letters") &&
		puppet_hears(&test.ali, "past tell * bob ali hi"),
	    "no letter");
	puppet_say(&test.ali, "history tea last 5");
	pace_turns(MSEC);
	TAP_OK(puppet_hears_nothing(&test.ali), "a request waits for the rest");
	stage_configure((const struct config_option[]) {
	    { "max_clients", "20" }, { "hello_time", "0" }, { NULL, NULL } });
	pace_turns(MSEC);
	TAP_OK(puppet_hears(&test.ali, "letters 1700000000000001") &&
		puppet_hears(&test.ali, "err history ..."),
	    "not for ever: nothing is stored any more");
}

int
main(void)
{
	enter();
	is_unavailable();
	is_ended(is_kept());
	return tap_done();
}
