/*
 * server/router/verbs/work/store_room and own_shares: a row that the journal's
 * store may have no room for is refused, and others are not; a change that is
 * not known to the journal yet counts; a table has a share of what is left, and
 * that of an account one for all its clients, whether or not its keys are in
 * their tables. Keys from before the login become the account's, even if the
 * server is replaced, or the client goes, before the account's are known.
 */
#include "server/router/verbs/work/store_room.h"

#include <stdio.h>
#include <string.h>

#include "server/base/log/stats.h"
#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/base/state/state.h"
#include "server/router/delivery/kept_log.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/table.h"
#include "server/router/history/own_rows.h"
#include "server/router/verbs/work/lasting.h"
#include "server/router/verbs/work/own_tables.h"
#include "server/router/verbs/work/permanent_groups.h"
#include "shared/io.h"
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

extern const struct module own_tables_module;

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

/* So much waits for the journal that no change of a row is logged. */
static void
fill_log(void)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("cut"),
		.where = STR("keys"),
		.rest = WORDS(STR("row"), STR("k")) };

	while (kept_log_row(&line) != 0)
		continue;
}

static void
empty_log(void)
{
	char stored[64];

	(void)snprintf(stored, sizeof(stored), "stored %llu",
	    (unsigned long long)kept_log_last());
	puppet_say(&journal, stored);
	stage_turn();
}

static void
has_no_room_in_log(void)
{
	fill_log();
	TAP_OK(gets(&ann, "put keys a1 w", "err put unavailable ...") &&
		gets(&ann, "put keys c1 w", "err put unavailable ...") &&
		gets(&ann, "cut keys a1", "err cut unavailable ...") &&
		gets(&ann, "post keys four", "err post slow-down ...") &&
		!lasting_has_lost(),
	    "changes that cannot be logged are refused, and none is lost");
	empty_log();
	TAP_OK(gets(&ann, "get keys a1", "row keys a1 * ann v") &&
		puppet_hears(&ann, "ok get keys 1") &&
		gets(&ann, "put keys a1 w", "ok put keys a1 * v"),
	    "they have changed nothing");
}

/* The journal is asked for the account's rows, and has so many. */
static void
answer_rows(int rows)
{
	uint64_t question = 0;
	char line[128];
	struct str what;

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
}

static void
is_answered(const char *name, int rows)
{
	const uint32_t who = clients_find(str_from(name));

	answer_rows(rows);
	TAP_OK(!own_tables_must_wait(who), "%s has the account's rows", name);
}

static void
logs_in(const char *name, int rows)
{
	const uint32_t who = clients_find(str_from(name));

	identity_set_account(who, STR("Ali"));
	own_tables_begin(who);
	is_answered(name, rows);
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

/* Returns whether the journal gets such a line next, after some others. */
static bool
is_told(const char *pattern)
{
	struct str line;

	stage_turn();
	while (puppet_line(&journal, &line))
		if (pattern_matches(pattern, line))
			return true;
	return false;
}

/* Saves who waits for rows, and loads it into a program that knows nothing. */
static bool
is_replaced(uint32_t who)
{
	struct state out = { .fd = -1 }, in = { .fd = -1 };
	struct state again = { .fd = -1 };
	const int file = memfd_open("test");
	bool same;

	MUST(file != -1 && state_write(&out, file), "no state");
	state_section_later(&out, STR("own_tables"));
	own_tables_module.save(&out);
	MUST(state_end(&out), "%s", out.why.text);
	own_tables_end(who);
	MUST(state_read(&in, file), "%s", in.why.text);
	same = str_eq(state_next_section(&in), STR("own_tables"));
	own_tables_module.load(&in);
	same = same && !in.failed && state_write(&again, -1);
	state_section_later(&again, STR("own_tables"));
	own_tables_module.save(&again);
	same = same && state_end(&again) && again.sections == 1 &&
	    again.section[0].sum == out.section[0].sum;
	state_free(&out);
	state_free(&again);
	io_close(&in.fd);
	state_free(&in);
	return same;
}

/* The journal has not answered when the server is replaced. */
static void
is_upgraded(void)
{
	struct puppet five;
	uint32_t who;

	puppet_join(&five, "five", "with-five");
	who = clients_find(STR("five"));
	TAP_NUM(puts_keys(&five, "@five", 'e', 2), 2, "keys of nobody");
	identity_set_account(who, STR("Ali"));
	own_tables_begin(who);
	TAP_OK(is_replaced(who), "it is saved who waits, since when");
	is_answered("five", 0);
	TAP_OK(is_told("log * put * @Ali row e1 ...") &&
		is_told("log * put * @Ali row e0 ..."),
	    "and they get the account's rows, and it theirs");
	logs_out("five");
	TAP_NUM(count("five"), 0, "so they are its own");
}

/* The journal has not answered when the client goes. */
static void
goes_early(void)
{
	struct puppet six;
	uint32_t who;

	puppet_join(&six, "six", "with-six");
	who = clients_find(STR("six"));
	TAP_NUM(puts_keys(&six, "@six", 'f', 2), 2, "keys of nobody");
	identity_set_account(who, STR("Ali"));
	own_tables_begin(who);
	puppet_say(&six, "quit");
	TAP_OK(is_told("log * put * @Ali bring f0 30 * * six v") &&
		is_told("log * put * @Ali bring f1 30 * * six v"),
	    "the journal gets the keys, with the room that there is");
}

/* The log is full when the account's rows are known. */
static void
brings_keys_later(void)
{
	struct puppet eight;
	uint32_t who;

	puppet_join(&eight, "eight", "with-eight");
	TAP_NUM(puts_keys(&eight, "@eight", 'g', 20), 20, "keys of nobody");
	who = clients_find(STR("eight"));
	identity_set_account(who, STR("Ali"));
	own_tables_begin(who);
	fill_log();
	answer_rows(2);
	own_rows_turn();
	TAP_OK(own_tables_is_read(who) && count("eight") == 22,
	    "keys that cannot be logged now stay");
	empty_log();
	own_rows_turn();
	TAP_OK(!own_tables_is_read(who) && count("eight") == 22 &&
		is_told("log * put * @Ali row g0 ..."),
	    "and are logged later");
	logs_out("eight");
	TAP_NUM(count("eight"), 0, "they are the account's");
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
	is_upgraded();
	goes_early();
	brings_keys_later();
	return tap_done();
}
