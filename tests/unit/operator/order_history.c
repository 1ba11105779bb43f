/*
 * server/operator/order_history: an export has each record once, whatever
 * happens to the journals that are asked for it.
 */
#include <stdio.h>
#include <unistd.h>

#include "server/operator/orders.h"
#include "server/router/model/account_names.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "accounts", "no" }, { "history", "all" },
	{ "state", "/nowhere" }, { NULL, NULL } };

static struct {
	struct puppet journal;
	uint32_t cursor;
	char answer[4 * ORDERS_ROOM];
	struct buf out;
} test;

static enum order_outcome
run(void)
{
	return orders_run(
	    STR("history export ali"), geteuid(), &test.cursor, &test.out);
}

/* Returns the number of the question; 0: that one was not asked. */
static uint64_t
is_asked(const char *pattern)
{
	struct str what;
	const uint64_t number = played_journal_asked(&test.journal, &what);

	return number != 0 && pattern_matches(pattern, what) ? number : 0;
}

static void
another_journal_comes(void)
{
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	stage_turn();
}

/* The journal dies amid an answer; so does the next, amid the one after it. */
static void
has_each_record_once(void)
{
	uint64_t number = 0;

	TAP_OK(run() == ANSWERED_LATER &&
		(number = is_asked("export ali.5 ali - 0 64")) != 0,
	    "the journal is asked");
	played_journal_answer(&test.journal, number, "past 17 msg ali a");
	TAP_OK(run() == ANSWERED_LATER, "it says a line, and dies");
	another_journal_comes();
	TAP_OK(run() == ANSWERED_LATER &&
		(number = is_asked("export ali.5 ali - 0 64")) != 0,
	    "the next one is asked for all of it");
	played_journal_answer(&test.journal, number, "where tea.0");
	played_journal_answer(&test.journal, number, "past 17 msg ali a");
	played_journal_answer(&test.journal, number, "past 18 msg ali b");
	played_journal_answer(&test.journal, number, "more tea.0 18");
	TAP_OK(run() == ANSWERED_LATER &&
		(number = is_asked("export ali.5 ali tea.0 18 64")) != 0,
	    "and for more");
	played_journal_answer(&test.journal, number, "past 19 msg ali c");
	TAP_OK(run() == ANSWERED_LATER, "it dies, too");
	another_journal_comes();
	TAP_OK(run() == ANSWERED_LATER &&
		(number = is_asked("export ali.5 ali tea.0 18 64")) != 0,
	    "the last one is asked for the rest");
	played_journal_answer(&test.journal, number, "past 19 msg ali c");
	played_journal_answer(&test.journal, number, "done");
	TAP_OK(run() == ANSWERED, "and ends it");
	TAP_STR(buf_str(&test.out),
	    STR("- where tea.0\n- past 17 msg ali a\n"
		"- past 18 msg ali b\n- past 19 msg ali c\n"
		"ok 3 records\n"),
	    "each record is there once");
}

/* Lines that come before a refusal are there, too. */
static void
shows_what_it_has(void)
{
	uint64_t number = 0;

	buf_init(&test.out, test.answer, sizeof(test.answer));
	TAP_OK(run() == ANSWERED_LATER &&
		(number = is_asked("export ali.5 ali - 0 64")) != 0,
	    "another export");
	played_journal_answer(&test.journal, number, "past 17 msg ali a");
	played_journal_answer(&test.journal, number, "unavailable no file");
	TAP_OK(run() == ANSWERED &&
		pattern_matches(
		    "- past 17 msg ali a\nerr ...", buf_str(&test.out)),
	    "is refused after a line");
}

int
main(void)
{
	stage_begin(options);
	buf_init(&test.out, test.answer, sizeof(test.answer));
	played_journal_enter(&test.journal, 0);
	account_names_add(STR("ali"), 5, false);
	stage_turn();
	has_each_record_once();
	shows_what_it_has();
	return tap_done();
}
