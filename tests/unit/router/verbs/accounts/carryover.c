/*
 * server/router/verbs/accounts/carryover and verbs/work/carryover_records: the
 * loading and the saving are over only when the keeper has done its part, or
 * does nothing for too long; another keeper is asked anew; what the keeper
 * cannot remove is not used; no record comes twice; and answers that come late
 * are nobody's.
 */
#include "server/router/verbs/accounts/carryover.h"

#include "server/router/delivery/event_ids.h"
#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/table.h"
#include "server/router/verbs/work/permanent_groups.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"

#define LATER "9000000000000000" /* the highest ID */

static const struct config_option usual[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "hold_time", "10" }, { "grace", "5" },
	{ "state", "/nowhere" }, { "box", "tea" }, { "table", "keys" },
	{ NULL, NULL } };
static const struct config_option stateless[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "box", "tea" }, { NULL, NULL } };
static const struct config_option nothing[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "state", "/nowhere" }, { NULL, NULL } };

static struct {
	struct puppet keeper;
	uint64_t number[32]; /* of questions without an answer */
	size_t first, count;
} test;

static void
configure(const struct config_option *options)
{
	stage_configure(options);
	permanent_groups_use(config_now());
}

static void
keeper_comes(void)
{
	played_keeper_enter(&test.keeper);
	stage_turn();
	test.first = test.count = 0;
}

static void
keeper_dies(void)
{
	stage_turn();
	played_keeper_die(&test.keeper);
	stage_turn();
}

/* Reads a question, and keeps its number for its turn. */
static bool
is_asked(const char *pattern)
{
	struct str what;
	const uint64_t number = played_keeper_asked(&test.keeper, &what);

	if (number == 0)
		return false;
	MUST(test.count < COUNT(test.number), "too many questions");
	test.number[(test.first + test.count++) % COUNT(test.number)] = number;
	return pattern_matches(pattern, what);
}

/* Reads questions up to one that matches. */
static bool
comes_to(const char *pattern)
{
	for (size_t i = 0; i < COUNT(test.number); i++)
		if (is_asked(pattern))
			return true;
	return false;
}

/* Answers the oldest question. */
static void
answer(const char *words)
{
	if (test.count == 0)
		MUST(is_asked("carry *..."), "it is not asked");
	played_keeper_answer(
	    &test.keeper, test.number[test.first % COUNT(test.number)], words);
	test.first++;
	test.count--;
}

static void
answer_all(const char *words)
{
	while (test.count > 0)
		answer(words);
}

/* Answers all that is asked. */
static void
settle(void)
{
	while (is_asked("carry *...") || test.count > 0)
		answer_all("done");
}

static bool
asks_nothing(void)
{
	struct str what;

	return played_keeper_asked(&test.keeper, &what) == 0;
}

static uint32_t
group(const char *name)
{
	return groups_find(str_from(name));
}

static size_t
items(void)
{
	return boxes_get(group("tea"))->waiting.count;
}

static size_t
rows(void)
{
	return table_count(group("keys"));
}

static void
is_not_wanted(void)
{
	configure(nothing);
	keeper_comes();
	carryover_load();
	TAP_OK(carryover_is_over() && !carryover_is_wanted() && asks_nothing(),
	    "without a key there is nothing to load");
	carryover_save();
	TAP_OK(carryover_is_over() && asks_nothing(), "or to save");
	configure(stateless);
	carryover_load();
	TAP_OK(carryover_is_over() && !carryover_is_wanted(),
	    "without a directory, too");
	configure(usual);
	carryover_load();
	answer("done");
	TAP_OK(!carryover_is_over() && comes_to("carry spend"),
	    "what was not there is removed all the same");
	answer_all("done");
	TAP_OK(carryover_is_over() && items() == 0 &&
		!stage_logged("carryover: ..."),
	    "then it is over");
}

/* Loads two items and a row. */
static void
begin_to_hold(void)
{
	carryover_load();
	answer("more 2 box tea all 5 7 6");
	answer("more 3 item 5 3 ann a");
	answer("more 4 item 7 0 bob  b ");
	answer("more 5 table keys");
	answer("more 6 row 6 key ann value");
	answer("done");
	stage_turn();
}

/* Does so up to the question for the removal. */
static void
begin_to_load(void)
{
	begin_to_hold();
	TAP_OK(!carryover_is_over() && !carryover_is_loading() &&
		carryover_has_failed() && !comes_to("carry spend"),
	    "the file stays until all is stored");
	carryover_stored();
}

static void
loads(void)
{
	const struct box *box = boxes_get(group("tea"));
	uint32_t item;

	begin_to_load();
	TAP_OK(comes_to("carry spend") && !carryover_is_over(),
	    "when all is read, it is removed");
	while (test.count > 1)
		answer("done");
	TAP_OK(!carryover_is_over(),
	    "answers to what was asked before do not count");
	answer("done");
	TAP_OK(carryover_is_over() &&
		stage_logged("carryover: loaded 2 items and 1 rows"),
	    "only then it is over");
	item = boxes_oldest(group("tea"));
	TAP_OK(items() == 2 && rows() == 1 && boxes_item(item)->id == 5 &&
		boxes_item(item)->returned == 3 &&
		quota_client(boxes_item(item)->holder) == CLIENT_NONE,
	    "all is there, and nobody's");
	TAP_OK(box->made == 5 && box->posted == 7 && box->took == 6 &&
		str_eq(boxes_creator(group("tea")), STR("operserv")),
	    "with its times");
}

static void
drop_all(void)
{
	while (items() > 0)
		boxes_drop(boxes_oldest(group("tea")));
	table_clear(group("keys"));
}

static void
has_faults(void)
{
	drop_all();
	carryover_load();
	answer("bad-text line 2: line too long");
	TAP_OK(stage_logged("carryover: line 2: line too long"),
	    "a fault is logged");
	answer("more 3 item 5 3 ann a");
	TAP_OK(stage_logged("carryover: line 3: an item of no box"),
	    "that of a record, too");
	answer("more 4 box tea");
	answer("more 5 item " LATER " 0 ann a");
	answer("done");
	carryover_stored();
	TAP_OK(comes_to("carry aside"), "the file stays for a person");
	answer_all("done");
	TAP_OK(stage_logged("carryover: 2 faults; the file is now "
			    "carryover.old") &&
		items() == 1,
	    "the rest is there");
	TAP_OK(pattern_matches("9000000000000001", event_ids_next()),
	    "the next ID is higher");
}

/* Faults that the router finds, and faults that the keeper has found. */
static const char *const rubbish[] = { "more 2 rubbish",
	"bad-text line 2: line too long" };

static void
has_many_faults(void)
{
	for (size_t each = 0; each < COUNT(rubbish); each++) {
		drop_all();
		stage_forget_log();
		carryover_load();
		for (int i = 0; i < 1000; i++)
			answer(rubbish[each]);
		carryover_stored();
		TAP_OK(comes_to("carry aside") &&
			stage_logged("carryover: too many faults; the rest is "
				     "left out"),
		    "a file of rubbish is not read on");
		answer_all("done");
		TAP_OK(carryover_is_over() &&
			stage_logged("carryover: 1000 faults; the file is now "
				     "carryover.old"),
		    "and over");
	}
}

static void
cannot_be_removed(void)
{
	drop_all();
	begin_to_load();
	TAP_OK(items() == 2 && comes_to("carry spend"), "it is there");
	answer_all("unavailable Read-only file system");
	TAP_OK(carryover_is_over() && items() == 0 && rows() == 0 &&
		stage_logged("carryover: not loaded: Read-only file system; "
			     "the file is still there"),
	    "what cannot be removed is not used");
	carryover_save();
	TAP_OK(
	    carryover_is_over() && asks_nothing(), "nor replaced by nothing");
}

static void
keepers_die(void)
{
	carryover_load();
	answer("more 2 box tea");
	answer("more 3 item 5 3 ann a");
	keeper_dies();
	TAP_OK(!carryover_is_over(), "another keeper is waited for");
	keeper_comes();
	answer("more 2 box tea");
	answer("more 3 item 5 3 ann a");
	answer("done");
	keeper_dies();
	keeper_comes();
	carryover_stored();
	TAP_OK(items() == 1 && comes_to("carry spend"),
	    "which is asked from the start");
	keeper_dies();
	keeper_comes();
	TAP_OK(is_asked("carry spend") && asks_nothing(),
	    "but if all is there, only for the removal");
	answer("done");
	TAP_OK(carryover_is_over() && items() == 1, "and that is all");
}

static void
keepers_are_silent(void)
{
	drop_all();
	carryover_load();
	answer("more 2 box tea");
	answer("more 3 item 5 3 ann a");
	pace_turns(9 * SEC);
	TAP_OK(!carryover_is_over(), "a slow keeper is waited for");
	answer("more 4 item 7 3 ann a");
	pace_turns(9 * SEC);
	TAP_OK(!carryover_is_over(), "as long as it does something");
	pace_turns(2 * SEC);
	TAP_OK(carryover_is_over() && items() == 0 &&
		stage_logged("carryover: not loaded: the keeper does not "
			     "reply; the file is still there"),
	    "and no longer");
	answer("more 5 item 9 3 ann a");
	settle();
	TAP_OK(
	    carryover_is_over() && items() == 0, "what it says late is lost");
	begin_to_load();
	MUST(comes_to("carry spend"), "it is not asked");
	pace_turns(11 * SEC);
	TAP_OK(carryover_is_over() && items() == 2 &&
		stage_logged("carryover: no reply when the file was to be "
			     "removed; if it is still there, remove it"),
	    "what may be gone is kept");
	settle();
}

/* Clients are let in, and what they use is not taken away again. */
static void
journal_is_slow(void)
{
	drop_all();
	stage_forget_log();
	begin_to_hold();
	pace_turns(11 * SEC);
	TAP_OK(carryover_is_over() && items() == 2 &&
		stage_logged("carryover: the journal does not store what was "
			     "loaded; the file stays until it does"),
	    "nobody waits for ever for the journal");
	carryover_stored();
	TAP_OK(comes_to("carry spend"), "but the file does");
	answer_all("unavailable Read-only file system");
	TAP_OK(carryover_is_over() && items() == 2 &&
		stage_logged("carryover: cannot remove the file: Read-only "
			     "file system; remove it"),
	    "what clients may have is kept");
}

static void
add(uint64_t id, const char *text)
{
	MUST(boxes_add(group("tea"), id, STR("ann"), str_from(text),
		 CLIENT_NONE) != ITEM_NONE,
	    "cannot add");
}

/* A keeper that is not the server's own any more says what it likes. */
static void
says_too_much(void)
{
	uint64_t number;

	drop_all();
	carryover_load();
	MUST(is_asked("carry next"), "it is not asked");
	number = test.number[test.first % COUNT(test.number)];
	played_keeper_answer(&test.keeper, number, "more 2 box tea");
	for (int i = 0; i < 100; i++)
		played_keeper_answer(
		    &test.keeper, number, "more 3 item 9 0 ann x");
	TAP_OK(!carryover_is_over() && items() == 1,
	    "more than was asked is no more than that");
	carryover_give_up();
	TAP_OK(carryover_is_over() && items() == 0, "and it can be given up");
	settle();
	played_keeper_answer(&test.keeper, number, "more 3 item 9 0 ann x");
	TAP_OK(items() == 0, "unasked, it is not heard");
}

static void
saves(void)
{
	drop_all();
	add(11, "a");
	add(12, " b  c ");
	carryover_save();
	TAP_OK(is_asked("carry add box tea all * * *") &&
		is_asked("carry add item 11 0 ann a") &&
		is_asked("carry add item 12 0 ann  b  c ") &&
		is_asked("carry add table keys") && asks_nothing(),
	    "each record is told");
	answer("done");
	keeper_dies();
	keeper_comes();
	TAP_OK(!carryover_is_over() && is_asked("carry add box tea *..."),
	    "another keeper is told all again");
	while (test.count < 4)
		MUST(is_asked("carry add *..."), "it is not asked");
	answer("done");
	answer("done");
	answer("done");
	TAP_OK(asks_nothing(), "the end waits for each");
	answer("done");
	TAP_OK(is_asked("carry close 4") && !carryover_is_over(),
	    "then comes their number");
	answer("done");
	TAP_OK(carryover_is_over() &&
		stage_logged("carryover: saved 2 items and 0 rows"),
	    "and it is over");
}

static void
saves_many(void)
{
	size_t told = 0;

	for (uint64_t i = 100; i < 300; i++)
		add(i, "x");
	carryover_save();
	while (!carryover_is_over() && told < 1000) {
		while (is_asked("carry *..."))
			continue;
		MUST(test.count > 0 && test.count <= 16, "it asks for %zu",
		    test.count);
		told += test.count;
		answer_all("done");
	}
	TAP_NUM(told, 1 + 2 + 200 + 1 + 1, "many are told a few at a time");
}

static void
cannot_save(void)
{
	carryover_save();
	answer("done");
	answer("unavailable No space left on device");
	TAP_OK(carryover_is_over() &&
		stage_logged("carryover: 202 items and 0 rows not saved: No "
			     "space left on device"),
	    "a full disk ends it");
	settle();
	TAP_OK(carryover_is_over() && asks_nothing(), "whatever comes then");
	carryover_save();
	pace_turns(6 * SEC);
	TAP_OK(carryover_is_over() &&
		stage_logged("carryover: 202 items and 0 rows not saved: the "
			     "keeper does not reply"),
	    "and so does a keeper that hangs");
	settle();
	carryover_save();
	carryover_give_up();
	TAP_OK(carryover_is_over() &&
		stage_logged("carryover: 202 items and 0 rows not saved: the "
			     "server was told to stop at once"),
	    "and whoever is impatient");
	configure(stateless);
	carryover_save();
	TAP_OK(carryover_is_over() &&
		stage_logged("carryover: 202 items and 0 rows dropped: no "
			     "state directory"),
	    "without a directory the log says what is lost");
}

int
main(void)
{
	stage_begin(usual);
	is_not_wanted();
	loads();
	has_faults();
	has_many_faults();
	cannot_be_removed();
	keepers_die();
	keepers_are_silent();
	journal_is_slow();
	says_too_much();
	saves();
	saves_many();
	cannot_save();
	return tap_done();
}
