/*
 * server/router/history/row_store and verbs/work/lasting: the store is
 * read once its journal is ready and the registered groups are known; rows that
 * last are taken, others are cut, and bad ones are left alone; a store that
 * does not agree is made to; one that was never read is not replaced; and when
 * nothing waits, a program without a store could take over. The role of a box
 * outlasts a store that is read late; and a change of an account's own table
 * that cannot be logged is refused.
 */
#include "server/router/history/row_store.h"

#include <stdio.h>

#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/router/delivery/kept_log.h"
#include "server/router/model/boxes.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/permanence.h"
#include "server/router/model/table.h"
#include "server/router/verbs/work/lasting.h"
#include "server/router/verbs/work/permanent_groups.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/stage.h"

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "hold_time", "10" }, { "state", "/nowhere" },
	{ "queue_max", "64K" }, { "box", "tea" }, { "table", "keys" },
	{ NULL, NULL } };

static struct {
	struct puppet journal;
	struct puppet keeper;
	uint64_t question;
	uint64_t heard; /* the ID of the last record */
} test;

static void
turn(void)
{
	row_store_turn();
	stage_turn();
}

/* Returns whether the journal's next line matches. */
static bool
hears(const char *pattern)
{
	struct str line;

	stage_turn();
	if (!puppet_line(&test.journal, &line) ||
	    !pattern_matches(pattern, line))
		return false;
	for (size_t i = 0; i < 3; i++)
		(void)str_word(&line); /* log, o, and the verb */
	return str_to_number(str_word(&line), UINT64_MAX, &test.heard);
}

/* Returns whether the journal's next line matches, and " *" after it. */
static bool
hears_end(const char *pattern)
{
	struct str line;

	stage_turn();
	if (!puppet_line(&test.journal, &line) || line.len < 2 ||
	    line.at[line.len - 2] != ' ' || line.at[line.len - 1] != '*')
		return false;
	line.len -= 2;
	return pattern_matches(pattern, line);
}

static bool
hears_nothing(void)
{
	struct str line;

	stage_turn();
	return !puppet_line(&test.journal, &line);
}

static bool
is_asked(const char *pattern)
{
	struct str what;

	turn();
	test.question = played_journal_asked(&test.journal, &what);
	return test.question != 0 && pattern_matches(pattern, what);
}

static void
answer(const char *words)
{
	played_journal_answer(&test.journal, test.question, words);
}

static uint32_t
group(const char *name)
{
	return groups_find(str_from(name));
}

/* The keeper has one registered group. */
static void
keeper_reports(void)
{
	played_keeper_enter_with(&test.keeper,
	    (const char *const[]) {
		"kept account Ali 1", "kept group reg Ali 1 ns 0", NULL });
	stage_turn();
}

static void
is_read(void)
{
	row_store_open();
	TAP_OK(row_store_is_awaited(), "a start waits for the store");
	played_journal_enter(&test.journal, 0);
	turn();
	TAP_OK(played_journal_asked_nothing(&test.journal),
	    "nothing is asked before the registered groups are known");
	row_store_close();
	TAP_OK(hears_nothing(),
	    "a store that was not read is left alone by a stop");
	keeper_reports();
	turn();
	TAP_OK(is_asked("rows 0"), "then it is asked for all rows");
	answer("past put 5 tea item 15 2 ann a");
	answer("past put 6 keys row k 16 ann two words");
	answer("past put 7 reg row k 17 ann v");
	answer("past put 8 reg item 18 0 ann b");
	answer("more 64 4");
	TAP_OK(is_asked("rows 64"), "a part at a time");
	answer("past put 9 reg box box operators 3 4 5");
	answer("past put 10 gone row k 20 ann v");
	answer("past put 11 tea row k 21 ann v");
	answer("past put 12 keys row bad 22 ann! v");
	answer("past put 13 keys other k 23");
	answer("done 0 5");
	turn();
	TAP_OK(!row_store_is_awaited() &&
		stage_logged("carryover: loaded 2 items and 2 rows"),
	    "until they are there");
	TAP_OK(boxes_get(group("tea"))->waiting.count == 1 &&
		boxes_item(boxes_oldest(group("tea")))->returned == 2 &&
		table_count(group("keys")) == 1,
	    "those of the configuration");
	TAP_OK(table_count(group("reg")) == 1 &&
		boxes_get(group("reg"))->waiting.count == 1 &&
		groups_box_role(group("reg")) == BOX_OPERATORS,
	    "and those of a registered group");
	TAP_OK(group("gone") == GROUP_NONE && table_count(group("tea")) == 0 &&
		hears("log o cut * gone row k") &&
		hears("log o cut * tea row k") && hears_nothing(),
	    "others are cut");
}

/* A change was lost, or another program ran meanwhile. */
static void
is_mended(void)
{
	permanence_set_stored(0);
	TAP_OK(is_asked("rows 0"), "a store that may not agree is read again");
	answer("past put 5 tea item 15 2 ann a");
	answer("past put 14 keys row old 24 ann v");
	answer("past put 15 tea item 25 0 ann old");
	answer("done 0 3");
	turn();
	TAP_OK(hears("log o cut * keys row old") &&
		hears("log o cut * tea item 25"),
	    "rows that are not here are cut");
	TAP_OK(hears("log o put * tea box box all ...") &&
		hears("log o put * reg box box operators ...") &&
		hears("log o put * tea item 15 2 ann a") &&
		hears("log o put * reg item 18 0 ann b") &&
		hears("log o put * keys row k 16 ann two words") &&
		hears("log o put * reg row k 17 ann v") && hears_nothing(),
	    "and all that are here are put");
	TAP_OK(permanence_stored() != 0, "then it agrees");
	turn();
	TAP_OK(hears_nothing(), "and that is all");
}

/* Returns whether the section of the state would be there. */
static bool
has_section(const char *name)
{
	const struct module *part = NULL;
	const int file = memfd_open("test");
	struct state out, in;
	bool has;

	for (size_t i = 0; (part = modules_section(i)) != NULL; i++)
		if (str_eq(part->section, str_from(name)))
			break;
	MUST(part != NULL && file != -1 && state_write(&out, file), "no state");
	state_section_later(&out, part->section);
	fields_put(&out, part->fields, part->of);
	if (part->save != NULL)
		part->save(&out);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	MUST(state_read(&in, file), "%s", in.why.text);
	has = state_next_section(&in).len > 0;
	io_close(&in.fd);
	state_free(&in);
	return has;
}

static void
leaves_no_trace(void)
{
	char line[64];

	TAP_OK(has_section("history"), "changes that wait are saved");
	(void)snprintf(
	    line, sizeof(line), "stored %llu", (unsigned long long)test.heard);
	puppet_say(&test.journal, line);
	stage_turn();
	TAP_OK(kept_log_count() == 0 && !has_section("history") &&
		!has_section("journal") && !has_section("seals") &&
		!has_section("rows"),
	    "when all is stored, nothing is");
	row_store_close();
	TAP_OK(hears("log o put * tea box box all ...") &&
		hears("log o put * reg box box operators ..."),
	    "a stop stores the times of the boxes");
}

static void
ends(void)
{
	lasting_end_group(STR("reg"));
	TAP_OK(hears_end("log o cut * reg box") &&
		hears_end("log o cut * reg table") && hears_nothing(),
	    "all rows of a group are cut");
	lasting_end_group(STR("late"));
	TAP_OK(group("late") == GROUP_NONE &&
		hears_end("log o cut * late box") &&
		hears_end("log o cut * late table") && hears_nothing(),
	    "even of one that was not read yet");
	lasting_end_group(STR("tea"));
	TAP_OK(hears_end("log o cut * tea table") && hears_nothing(),
	    "but not what the configuration names");
	lasting_end_account(STR("Ali"));
	TAP_OK(hears("log o cut * @Ali table *"), "and those of an account");
}

/* Nobody waits long for the journal from now on. */
static void
hurry(void)
{
	struct config_option quick[COUNT(options)];

	for (size_t i = 0; i < COUNT(options); i++)
		quick[i] = options[i];
	quick[2].value = "0.1";
	stage_configure(quick);
}

/* The store is read when clients are here. */
static void
is_late(void)
{
	groups_set_box_role(group("reg"), BOX_ALL);
	permanence_set_stored(0);
	row_store_open();
	while (row_store_is_awaited())
		stage_wait(SEC / 10);
	TAP_OK(is_asked("rows 0"), "the store is read late");
	answer("past put 9 reg box box operators 3 4 5");
	answer("past put 10 reg box box all 3 4 5");
	answer("done 0 2");
	turn();
	TAP_OK(groups_box_role(group("reg")) == BOX_OPERATORS &&
		hears("log o put * tea box box all ...") &&
		hears("log o put * reg box box operators ..."),
	    "who may take from a box is as it was");
}

/* Fills the room of the lines that wait; the journal stores nothing. */
static void
fill(void)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("put"),
		.where = STR("keys"),
		.rest = WORDS(STR("row"), STR("k")) };

	while (kept_log_row(&line) != 0)
		continue;
}

/*
 * Asks the server, which waits for the journal at first, and returns whether it
 * answers so.
 */
static bool
gets(struct puppet *client, const char *command, const char *pattern)
{
	struct str line;

	puppet_say(client, command);
	while (!puppet_line(client, &line))
		stage_wait(SEC / 10);
	return pattern_matches(pattern, line);
}

/* Changes of an account's own table that cannot be logged are not made. */
static void
is_refused(void)
{
	struct puppet ann;

	puppet_join(&ann, "ann", "other");
	identity_set_account(clients_find(STR("ann")), STR("ann"));
	TAP_OK(gets(&ann, "put @ann k v", "ok put @ann k *"), "a row is put");
	fill();
	TAP_OK(gets(&ann, "put @ann k w", "err put unavailable ...") &&
		gets(&ann, "put @ann new v", "err put unavailable ...") &&
		gets(&ann, "cut @ann k", "err cut unavailable ..."),
	    "changes of an account's table that are lost are refused");
	TAP_OK(gets(&ann, "get @ann", "row @ann k * ann v") &&
		puppet_hears(&ann, "ok get @ann 1") && !lasting_has_lost(),
	    "and not made");
	lasting_end_account(STR("bob"));
	TAP_OK(!kept_log_lost(), "but a table ends with its account");
}

int
main(void)
{
	stage_begin(options);
	permanent_groups_use(config_now());
	is_read();
	is_mended();
	leaves_no_trace();
	ends();
	hurry();
	is_late();
	is_refused();
	return tap_done();
}
