/*
 * server/router/history/redact: who may delete which message, who is told
 * of it, and what an account has forgotten.
 */
#include <stdio.h>

#include "server/router/model/account_names.h"
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/accounts.h"
#include "server/router/verbs/accounts/registered_groups.h"
#include "shared/limits.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define EARLY "1700000000000001" /* before anybody was here */

static const struct config_option options[] = { { "max_clients", "100" },
	{ "hello_time", "0" }, { "accounts", "no" }, { "history", "all" },
	{ "state", "/nowhere" }, { NULL, NULL } };

static struct {
	struct puppet journal;
	struct puppet boss; /* operator of tea */
	struct puppet ali, bob; /* members; ali is logged in */
	struct puppet cy; /* no member, and logged in */
	uint64_t number;
	char last[LIMIT_LINE];
	char id[LIMIT_ID + 1]; /* of a message of bob's */
} test;

static void
log_in(struct puppet *puppet, const char *account, uint64_t made)
{
	account_names_add(str_from(account), made, false);
	accounts_set(slots_get(puppet->slot)->client, str_from(account));
}

static void
hear_all(void)
{
	puppet_hear_all(&test.boss, test.last);
	puppet_hear_all(&test.ali, test.last);
	puppet_hear_all(&test.bob, test.last);
	puppet_hear_all(&test.cy, test.last);
}

/* The journal is asked for the message, and answers with it. */
static bool
looks(const char *pattern, const char *record)
{
	struct str what;

	stage_turn();
	for (size_t i = 0; i < 100; i++)
		if ((test.number =
			    played_journal_asked(&test.journal, &what)) != 0)
			break;
	if (test.number == 0 || !pattern_matches(pattern, what))
		return false;
	if (record != NULL)
		played_journal_answer(&test.journal, test.number, record);
	played_journal_answer(&test.journal, test.number, "done 0 1");
	return true;
}

/* Says the command; returns whether it gets that. */
static bool
redacts(struct puppet *who, const char *says, const char *look,
    const char *record, const char *gets)
{
	hear_all();
	puppet_say(who, says);
	return looks(look, record) && puppet_hears(who, gets);
}

static void
by_account(void)
{
	TAP_OK(redacts(&test.ali, "redact tea " EARLY " oops",
		   "look tea " EARLY, "past msg " EARLY " tea x!u@h!ALI!- hi",
		   "redact * tea ali " EARLY " oops") &&
		puppet_hears(&test.bob, "redact * tea ali " EARLY " oops"),
	    "the account that has sent it may");
	TAP_OK(redacts(&test.ali, "redact tea " EARLY, "look tea " EARLY,
		   "past lines " EARLY " tea x!u@h!ALI!- 1,0,1 a  b",
		   "redact * tea ali " EARLY),
	    "several lines are one message");
	log_in(&test.ali, "ali", 1700000000000002);
	TAP_OK(redacts(&test.ali, "redact tea " EARLY, "look tea " EARLY,
		   "past msg " EARLY " tea ali!u@h!ali!- hi",
		   "err redact not-allowed only its sender ..."),
	    "but not one that was made after it");
	log_in(&test.ali, "ali", 5);
	TAP_OK(redacts(&test.ali, "redact tea " EARLY, "look tea " EARLY,
		   "past msg " EARLY " tea ali!u@h!*!- hi",
		   "err redact not-allowed ..."),
	    "nor one that only has the name, since later");
	TAP_OK(redacts(&test.bob, "redact tea " EARLY, "look tea " EARLY,
		   "past msg " EARLY " tea bob!u@h!bob!- hi",
		   "err redact not-allowed ..."),
	    "nor a name for an account");
}

/* Sends a message and notes its ID. */
static void
say_hi(struct puppet *who)
{
	struct str line, id;

	hear_all();
	puppet_say(who, "send tea hi");
	MUST(puppet_line(who, &line), "no message");
	(void)str_word(&line);
	id = str_word(&line);
	MUST(id.len <= LIMIT_ID, "no ID");
	(void)snprintf(test.id, sizeof(test.id), "%.*s", (int)id.len, id.at);
}

/* bob, who has no account, deletes that message. */
static bool
bob_redacts(const char *gets)
{
	char says[64], look[64], record[128];

	(void)snprintf(says, sizeof(says), "redact tea %s", test.id); /* fit */
	(void)snprintf(look, sizeof(look), "look tea %s", test.id);
	(void)snprintf(record, sizeof(record),
	    "past msg %s tea bob!user@h!*!- hi", test.id);
	return redacts(&test.bob, says, look, record, gets);
}

static void
by_connection(void)
{
	say_hi(&test.bob);
	TAP_OK(bob_redacts("redact * tea bob *"),
	    "without an account, the connection that has sent it may");
	puppet_say(&test.bob, "name BOB");
	TAP_OK(bob_redacts("redact * tea BOB *"), "whatever its case");
	puppet_say(&test.bob, "name dan");
	puppet_say(&test.bob, "name bob");
	TAP_OK(bob_redacts("err redact not-allowed ..."),
	    "but not when it has had another name since");
}

static void
by_operator(void)
{
	TAP_OK(
	    redacts(&test.boss, "redact tea " EARLY " spam", "look tea " EARLY,
		"past note " EARLY " tea ali!u@h!ali!- hi",
		"redact * tea boss " EARLY " spam"),
	    "an operator may");
	TAP_OK(redacts(&test.boss, "redact tea " EARLY, "look tea " EARLY,
		   "past join " EARLY " tea ali!u@h!ali!- hi",
		   "err redact no-such-message ..."),
	    "delete messages only");
	TAP_OK(redacts(&test.boss, "redact tea " EARLY, "look tea " EARLY, NULL,
		   "err redact no-such-message ..."),
	    "that are there");
	TAP_OK(redacts(&test.boss, "redact tea " EARLY, "look tea " EARLY,
		   "past msg 17 tea ali!u@h!ali!- hi",
		   "err redact unavailable ..."),
	    "and were asked for");
	hear_all();
	puppet_say(&test.cy, "redact tea " EARLY);
	TAP_OK(puppet_hears(&test.cy, "err redact not-member ..."),
	    "but nobody who is no member");
}

/* A muted member cannot speak by deleting. */
static void
with_text(void)
{
	hear_all();
	puppet_say(&test.boss, "mode tea +m");
	TAP_OK(redacts(&test.ali, "redact tea " EARLY " oops",
		   "look tea " EARLY, "past msg " EARLY " tea x!u@h!ali!- hi",
		   "redact * tea ali " EARLY),
	    "a reason is left out where its client may not speak");
	puppet_say(&test.boss, "mode tea -m");
}

static void
in_talk(void)
{
	TAP_OK(redacts(&test.ali, "redact @cy " EARLY " oops",
		   "look @ali,Cy " EARLY,
		   "past tell " EARLY " @ali,Cy ali!u@h!ali!- cy hi",
		   "redact * @cy ali " EARLY " oops") &&
		puppet_hears(&test.cy, "redact * @cy ali " EARLY " oops") &&
		puppet_hears_nothing(&test.bob),
	    "in a talk, both parties are told");
	TAP_OK(redacts(&test.cy, "redact @ali " EARLY, "look @ali,Cy " EARLY,
		   "past tell " EARLY " @ali,Cy ali!u@h!ali!- cy hi",
		   "err redact not-allowed ..."),
	    "and only the one who has sent it may");
}

/* The journal has not forgotten yet; it is asked again after a while. */
static bool
waits_to_forget(void)
{
	struct str what;

	stage_turn();
	test.number = played_journal_asked(&test.journal, &what);
	if (test.number == 0 || !pattern_matches("look @ali 1", what))
		return false;
	played_journal_answer(&test.journal, test.number, "more 0 0");
	if (!puppet_hears_nothing(&test.journal))
		return false;
	stage_wait(SEC);
	return true;
}

/* The journal gets the record, then the question, and no second record. */
static void
forgets(void)
{
	struct str line;
	bool told = false;

	hear_all();
	while (puppet_line(&test.journal, &line))
		continue;
	puppet_say(&test.ali, "forget 17");
	stage_turn();
	if (puppet_line(&test.journal, &line))
		told = pattern_matches("log c forget * @ali 17", line);
	TAP_OK(told && waits_to_forget(), "asked until it is done");
	TAP_OK(
	    looks("look @ali 1", NULL) && puppet_hears(&test.ali, "ok forget"),
	    "what an account has said before an ID is forgotten");
	puppet_say(&test.ali, "forget");
	stage_turn();
	told = puppet_line(&test.journal, &line) &&
	    pattern_matches("log c forget * @ali *", line);
	TAP_OK(told && looks("look @ali 1", NULL) &&
		puppet_hears(&test.ali, "ok forget"),
	    "or all of it");
	TAP_OK(puppet_ask(&test.bob, "forget", "err forget not-allowed ..."),
	    "but nothing without an account");
	played_journal_die(&test.journal);
	TAP_OK(puppet_ask(&test.ali, "forget", "err forget unavailable ..."),
	    "nor without a journal");
}

/* The message is of an earlier group of that name. */
static void
not_of_another_group(void)
{
	registered_groups_sync_record(STR("tea ali 1700000000000002 - 0"));
	TAP_OK(redacts(&test.boss, "redact tea " EARLY, "look tea " EARLY,
		   "past msg " EARLY " tea ali!u@h!ali!- hi",
		   "err redact no-such-message ..."),
	    "nobody may delete what was said before the registered group was "
	    "made");
	registered_groups_sync_begin();
	registered_groups_sync_end();
}

int
main(void)
{
	stage_begin(options);
	played_journal_enter(&test.journal, 0);
	puppet_join(&test.boss, "boss", "tea");
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.bob, "bob", "tea");
	puppet_join(&test.cy, "cyrus", "milk");
	log_in(&test.ali, "ali", 5);
	log_in(&test.cy, "Cy", 5);
	by_account();
	by_connection();
	by_operator();
	not_of_another_group();
	with_text();
	in_talk();
	forgets();
	return tap_done();
}
