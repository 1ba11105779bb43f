/*
 * server/router/verbs/work/store_room and own_shares: a row that the journal's
 * store may have no room for is refused, and others are not; a change that is
 * not known to the journal yet counts; a table has a share of what is left, and
 * that of an account one for all its clients, whether or not its keys are in
 * their tables.
 */
#include "server/router/verbs/work/store_room.h"

#include <stdio.h>
#include <string.h>

#include "server/base/log/stats.h"
#include "server/router/delivery/kept_log.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/table.h"
#include "server/router/verbs/history/own_rows.h"
#include "server/router/verbs/work/lasting.h"
#include "server/router/verbs/work/own_tables.h"
#include "server/router/verbs/work/permanent_groups.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/stage.h"

#define LATER 8999999999999998ULL /* an ID after all others */

static const struct config_option options[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { "state", "/nowhere" }, { "queue_max", "64K" },
	{ "line_rate", "0" }, { "box", "keys" }, { "table", "keys" },
	{ "table_keys", "30" }, { "hold_time", "0.1" }, { NULL, NULL } };

static struct puppet journal, keeper, ann;

/* The journal tells what room there is. */
static void
tells(unsigned long long id, unsigned long groups, unsigned long accounts)
{
	char line[128];

	(void)snprintf(line, sizeof(line), "room %llu %lu %lu 200000 0", id,
	    groups, accounts);
	puppet_say(&journal, line);
	stage_turn();
}

/* Returns whether the answer to the command is such a line. */
static bool
gets(struct puppet *client, const char *command, const char *pattern)
{
	struct str line;

	puppet_say(client, command);
	while (!puppet_line(client, &line))
		stage_wait(SEC / 10);
	if (!pattern_matches(pattern, line))
		tap_note("%s: %.*s", command, (int)line.len, line.at);
	return pattern_matches(pattern, line);
}

/* Puts so many new keys; returns how many are taken. */
static int
puts_keys(struct puppet *client, const char *table, char first, int count)
{
	char command[64];
	int taken = 0;

	for (int i = 0; i < count; i++) {
		(void)snprintf(
		    command, sizeof(command), "put %s %c%d v", table, first, i);
		taken += gets(client, command, "ok put ...");
	}
	return taken;
}

static void
has_share(void)
{
	TAP_NUM(puts_keys(&ann, "keys", 'a', 3), 3, "there is room at first");
	tells(LATER, ITEMS_MAX + 59, 1000);
	TAP_NUM(puts_keys(&ann, "keys", 'b', 3), 2,
	    "a table has a tenth of what is left");
	TAP_OK(gets(&ann, "put keys b9 v", "err put too-many ...") &&
		gets(&ann, "swap keys b1 1 v", "err swap changed ...") &&
		table_count(groups_find(STR("keys"))) == 5,
	    "beyond that it gets no keys");
	TAP_OK(gets(&ann, "put keys b1 w", "ok put keys b1 * v") &&
		gets(&ann, "cut keys b0", "ok cut keys b0 v"),
	    "those that are there change or go");
	TAP_OK(gets(&ann, "put keys b0 v", "ok put keys b0 *"),
	    "then there is room");
	tells(LATER, ITEMS_MAX + 59, 1000);
	TAP_OK((stats_troubles() & SCORE_CRAMPED) != 0 &&
		stage_logged("journal: little room for keys, items and ...") &&
		!stage_logged("journal: little room ..."),
	    "there is little: an operator should know, once");
}

/* Changes that the journal does not know of take room. */
static void
is_counted(void)
{
	tells(LATER, ITEMS_MAX + 300000, 300000);
	TAP_NUM(stats_troubles() & SCORE_CRAMPED, 0, "or much again");
	tells(LATER, 2, 300000);
	TAP_OK(gets(&ann, "post keys one", "ok post ...") &&
		gets(&ann, "post keys two", "ok post ..."),
	    "items have all that is left");
	TAP_OK(gets(&ann, "post keys three", "err post slow-down ..."),
	    "and no more");
	tells(1, 10, 300000);
	TAP_OK(gets(&ann, "post keys three", "err post slow-down ..."),
	    "what the journal said before it had them does not count");
	tells(LATER, 1, 300000);
	TAP_OK(gets(&ann, "post keys three", "err post slow-down ..."),
	    "it may have said how much was left before them");
	tells(LATER, 1, 300000);
	TAP_OK(gets(&ann, "post keys three", "ok post ..."),
	    "but not the next time");
	tells(LATER, ITEMS_MAX + 300000, 300000);
	tells(LATER, ITEMS_MAX + 300000, 300000);
}

static void
has_no_room_in_log(void)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("cut"),
		.where = STR("keys"),
		.rest = WORDS(STR("row"), STR("k")) };
	char stored[64];

	while (kept_log_row(&line) != 0)
		continue;
	TAP_OK(gets(&ann, "put keys a1 w", "err put unavailable ...") &&
		gets(&ann, "put keys c1 w", "err put unavailable ...") &&
		gets(&ann, "cut keys a1", "err cut unavailable ...") &&
		gets(&ann, "post keys four", "err post slow-down ...") &&
		!lasting_has_lost(),
	    "changes that cannot be logged are refused, and none is lost");
	(void)snprintf(stored, sizeof(stored), "stored %llu",
	    (unsigned long long)kept_log_last());
	puppet_say(&journal, stored);
	stage_turn();
	TAP_OK(gets(&ann, "get keys a1", "row keys a1 * ann v") &&
		puppet_hears(&ann, "ok get keys 1") &&
		gets(&ann, "put keys a1 w", "ok put keys a1 * v"),
	    "they have changed nothing");
}

/* Logs the client in; the journal has so many rows of the account. */
static void
logs_in(const char *name, int rows)
{
	const uint32_t who = clients_find(str_from(name));
	uint64_t question = 0;
	char line[128];
	struct str what;

	identity_set_account(who, STR("Ali"));
	own_tables_begin(who);
	for (int i = 0; i < 100 && question == 0; i++) {
		own_rows_turn();
		stage_turn();
		question = played_journal_asked(&journal, &what);
	}
	MUST(question != 0 && str_eq(what, STR("table @Ali")), "not asked");
	for (int i = 0; i < rows; i++) {
		(void)snprintf(line, sizeof(line),
		    "past put %d @Ali row s%d 1 ali v", 10 + i, i);
		played_journal_answer(&journal, question, line);
	}
	played_journal_answer(&journal, question, "done 0 0");
	own_rows_turn();
	stage_turn();
	TAP_OK(!own_tables_must_wait(who), "%s has the account's rows", name);
}

static size_t
count(const char *name)
{
	return table_count(table_of_client(clients_find(str_from(name))));
}

static void
logs_out(const char *name)
{
	const uint32_t who = clients_find(str_from(name));

	own_tables_end(who);
	identity_set_account(who, STR(""));
}

static void
shares_account(void)
{
	struct puppet one, two, three;

	puppet_join(&one, "one", "with-one");
	puppet_join(&two, "two", "with-two");
	puppet_join(&three, "three", "with-three");
	logs_in("one", 10);
	logs_in("two", 10);
	TAP_OK(count("one") == 10 && count("two") == 10, "10 each");
	TAP_NUM(puts_keys(&one, "@one", 'a', 15), 15, "one puts 15 keys");
	TAP_NUM(puts_keys(&two, "@two", 'b', 15), 5,
	    "the other only as many as the account may have");
	TAP_OK(gets(&one, "cut @one s1", "ok cut ...") &&
		gets(&two, "put @two b5 v", "ok put ...") &&
		gets(&two, "put @two b6 v", "err put too-many ..."),
	    "what one cuts is room for the other");
	logs_out("one");
	TAP_NUM(puts_keys(&two, "@two", 'c', 3), 0,
	    "what one has put counts when it has gone");
	logs_out("two");
	TAP_NUM(count("one") + count("two"), 0, "the rows stay there");
	logs_in("three", 29);
	TAP_NUM(
	    puts_keys(&three, "@three", 'd', 3), 1, "and with the next login");
	logs_out("three");
	tells(LATER, ITEMS_MAX + 300000, 19);
	tells(LATER, ITEMS_MAX + 300000, 130);
	logs_in("three", 10);
	TAP_NUM(puts_keys(&three, "@three", 'd', 3), 2,
	    "accounts have a tenth of what is left for them");
	TAP_OK(gets(&three, "put @three d0 w", "ok put @three d0 * v"),
	    "and may change what they have");
	logs_out("three");
	tells(LATER, ITEMS_MAX + 300000, 300000);
	tells(LATER, ITEMS_MAX + 300000, 300000);
}

/* A client has keys before it logs in. */
static void
brings_keys(void)
{
	struct puppet four;

	puppet_join(&four, "four", "with-four");
	TAP_NUM(puts_keys(&four, "@four", 'n', 12), 12, "keys of nobody");
	logs_in("four", 20);
	TAP_NUM(count("four"), 28, "as many as there is room for stay");
	TAP_OK(gets(&four, "put @four new v", "err put too-many ..."),
	    "then the table is full");
	logs_out("four");
	TAP_NUM(count("four"), 0, "all are the account's");
	TAP_NUM(puts_keys(&four, "@four", 'n', 3), 3, "keys of nobody again");
	identity_set_account(clients_find(STR("four")), STR("Ali"));
	own_tables_begin(clients_find(STR("four")));
	logs_out("four");
	TAP_NUM(
	    count("four"), 3, "which it keeps if it has not got the account's");
}

int
main(void)
{
	stage_begin(options);
	permanent_groups_use(config_now());
	played_journal_enter(&journal, 0);
	played_keeper_enter(&keeper);
	stage_turn();
	puppet_join(&ann, "ann", "keys");
	has_share();
	is_counted();
	has_no_room_in_log();
	shares_account();
	brings_keys();
	return tap_done();
}
