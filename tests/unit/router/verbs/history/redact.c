/*
 * server/router/history/redact: who may delete which message, and who is told
 * of it, once it is erased.
 */
#include <stdio.h>
#include <string.h>

#include "server/router/model/account_names.h"
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/accounts.h"
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

/* The journal is asked that, and answers with the record, if any. */
static bool
is_asked(const char *pattern, const char *record)
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

/*
 * Says the command; returns whether it gets that, after the record was looked
 * at, and erased unless the command is refused.
 */
static bool
redacts(struct puppet *who, const char *says, const char *place,
    const char *record, const char *gets)
{
	char look[128], erase[128];

	hear_all();
	(void)snprintf(look, sizeof(look), "look %s", place); /* fit */
	(void)snprintf(erase, sizeof(erase), "erase %s", place);
	puppet_say(who, says);
	return is_asked(look, record) &&
	    (strncmp(gets, "err", 3) == 0 ||
		(puppet_hears_nothing(who) && is_asked(erase, NULL))) &&
	    puppet_hears(who, gets);
}

static void
by_account(void)
{
	TAP_OK(redacts(&test.ali, "redact tea " EARLY " oops", "tea.0 " EARLY,
		   "past " EARLY " msg x!u@h!ALI!- hi",
		   "redact * tea ali " EARLY " oops") &&
		puppet_hears(&test.bob, "redact * tea ali " EARLY " oops"),
	    "the account that has sent it may");
	TAP_OK(redacts(&test.ali, "redact tea " EARLY, "tea.0 " EARLY,
		   "past " EARLY " lines x!u@h!ALI!- 1,0,1 a  b",
		   "redact * tea ali " EARLY),
	    "several lines are one message");
	log_in(&test.ali, "ali", 1700000000000002);
	TAP_OK(redacts(&test.ali, "redact tea " EARLY, "tea.0 " EARLY,
		   "past " EARLY " msg ali!u@h!ali!- hi",
		   "err redact not-allowed only its sender ..."),
	    "but not one that was made after it");
	log_in(&test.ali, "ali", 5);
	TAP_OK(redacts(&test.ali, "redact tea " EARLY, "tea.0 " EARLY,
		   "past " EARLY " msg ali!u@h!*!- hi",
		   "err redact not-allowed ..."),
	    "nor one that only has the name, since later");
	TAP_OK(redacts(&test.bob, "redact tea " EARLY, "tea.0 " EARLY,
		   "past " EARLY " msg bob!u@h!bob!- hi",
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
	(void)snprintf(look, sizeof(look), "tea.0 %s", test.id);
	(void)snprintf(
	    record, sizeof(record), "past %s msg bob!user@h!*!- hi", test.id);
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
	TAP_OK(redacts(&test.boss, "redact tea " EARLY " spam", "tea.0 " EARLY,
		   "past " EARLY " note ali!u@h!ali!- hi",
		   "redact * tea boss " EARLY " spam"),
	    "an operator may");
	TAP_OK(redacts(&test.boss, "redact tea " EARLY, "tea.0 " EARLY,
		   "past " EARLY " join ali!u@h!ali!- hi",
		   "err redact no-such-message ..."),
	    "delete messages only");
	TAP_OK(redacts(&test.boss, "redact tea " EARLY, "tea.0 " EARLY, NULL,
		   "err redact no-such-message ..."),
	    "that are there");
	TAP_OK(
	    redacts(&test.boss, "redact tea " EARLY, "tea.0 " EARLY,
		"past 17 msg ali!u@h!ali!- hi", "err redact unavailable ..."),
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
	TAP_OK(
	    redacts(&test.ali, "redact tea " EARLY " oops", "tea.0 " EARLY,
		"past " EARLY " msg x!u@h!ali!- hi", "redact * tea ali " EARLY),
	    "a reason is left out where its client may not speak");
	puppet_say(&test.boss, "mode tea -m");
}

static void
in_talk(void)
{
	TAP_OK(
	    redacts(&test.ali, "redact @cy " EARLY " oops",
		"@ali.5+cy.5 " EARLY, "past " EARLY " tell ali!u@h!ali!- cy hi",
		"redact * @cy ali " EARLY " oops") &&
		puppet_hears(&test.cy, "redact * @cy ali " EARLY " oops") &&
		puppet_hears_nothing(&test.bob),
	    "in a talk, both parties are told");
	TAP_OK(redacts(&test.cy, "redact @ali " EARLY, "@ali.5+cy.5 " EARLY,
		   "past " EARLY " tell ali!u@h!ali!- cy hi",
		   "err redact not-allowed ..."),
	    "and only the one who has sent it may");
}

/* The journal has erased it and died; the next one has nothing to erase. */
static void
erased_before(void)
{
	struct str what;

	hear_all();
	puppet_say(&test.ali, "redact tea " EARLY);
	MUST(is_asked(
		 "look tea.0 " EARLY, "past " EARLY " msg ali!u@h!ali!- hi"),
	    "not looked for");
	MUST(played_journal_asked(&test.journal, &what) != 0, "not erased");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	test.number = played_journal_asked(&test.journal, &what);
	TAP_OK(test.number != 0 && pattern_matches("erase tea.0 " EARLY, what),
	    "the next journal is to erase it");
	played_journal_answer(
	    &test.journal, test.number, "no-such-message it is gone");
	TAP_OK(puppet_hears(&test.ali, "redact * tea ali " EARLY),
	    "and it is told although that one had not found it");
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
	with_text();
	in_talk();
	erased_before();
	return tap_done();
}
