/*
 * server/router/verbs/history: requests for the past, with a journal that the
 * test plays. They are asked for in steps, every line is checked, an answer is
 * continued where a journal has died, and a client without room is not asked
 * for.
 */
#include "server/router/history/reading.h"

#include <stdio.h>
#include <string.h>

#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "server/router/model/account_names.h"
#include "server/router/model/slots.h"
#include "server/router/pause.h"
#include "server/router/verbs/accounts/accounts.h"
#include "server/router/verbs/accounts/registered_groups.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define ALI "ali!u@h.ip!ali!-"

static const struct config_option options[] = { { "max_clients", "100" },
	{ "hello_time", "0" }, { "accounts", "no" }, { "history", "all" },
	{ "state", "/nowhere" }, { "hold_time", "10" }, { "stall_time", "30" },
	{ "queue_max", "64M" }, { NULL, NULL } };

static struct {
	struct puppet journal;
	struct puppet ali; /* logged in */
	struct puppet bob; /* not */
	uint64_t number; /* of the last question */
	char what[LIMIT_LINE];
} test;

static uint32_t
client_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->client;
}

/* The next question matches; records are passed over. */
static bool
is_asked(const char *pattern)
{
	struct str what;

	stage_turn();
	for (size_t i = 0; i < 100; i++) {
		test.number = played_journal_asked(&test.journal, &what);
		if (test.number != 0)
			break;
	}
	if (test.number == 0)
		return false;
	(void)snprintf(test.what, sizeof(test.what), "%.*s", (int)what.len,
	    what.at); /* fits */
	if (pattern_matches(pattern, what))
		return true;
	tap_note("asked \"%s\", wanted \"%s\"", test.what, pattern);
	return false;
}

static void
answer(const char *line)
{
	played_journal_answer(&test.journal, test.number, line);
}

/* Answers with messages of these IDs, which the client gets. */
static void
answer_messages(unsigned first, unsigned last)
{
	char line[64];

	for (unsigned id = first; id <= last; id++) {
		(void)snprintf(line, sizeof(line),
		    "past %u msg " ALI " line %u", id, id); /* fits */
		answer(line);
	}
}

static bool
hears_messages(struct puppet *puppet, unsigned first, unsigned last)
{
	char pattern[64];
	bool hears = true;

	for (unsigned id = first; id <= last && hears; id++) {
		(void)snprintf(pattern, sizeof(pattern),
		    "past msg %u tea ali line %u", id, id); /* fits */
		hears = puppet_hears(puppet, pattern);
	}
	return hears;
}

static void
log_in(struct puppet *puppet, const char *account)
{
	account_names_add(str_from(account), 5, false);
	accounts_set(client_of(puppet), str_from(account));
}

/* The words of each form, as the journal gets them. */
static void
asks_in_words(void)
{
	static const struct {
		const char *says, *asks;
	} rows[] = {
		{ "history tea last 5",
		    "backward tea.0 ali.5 * members 0 0 5" },
		{ "history TEA last 5 17",
		    "backward tea.0 ali.5 * members 17 0 5" },
		{ "history tea after 17 1000",
		    "forward tea.0 ali.5 * members 17 0 1000" },
		{ "history tea before 17 5",
		    "backward tea.0 ali.5 * members 0 17 5" },
		{ "history tea around 17 5",
		    "backward tea.0 ali.5 * members 0 17 2" },
		{ "history tea around 17 1",
		    "forward tea.0 ali.5 * members 16 0 1" },
		{ "history tea between 17 19 5",
		    "forward tea.0 ali.5 * members 17 19 5" },
		{ "history tea between 19 17 5",
		    "backward tea.0 ali.5 * members 17 19 5" },
		{ "history tea find 5 19 a  b",
		    "find tea.0 ali.5 * members 0 19 5 a  b" },
		{ "history tea said last 5",
		    "backward tea.0 ali.5 * members,said 0 0 5" },
		{ "history tea said lines last 5",
		    "backward tea.0 ali.5 * members,said,lines 0 0 5" },
		{ "history tea lines after 17 5",
		    "forward tea.0 ali.5 * members,lines 17 0 5" },
		{ "history @cy last 5",
		    "backward @ali.5+cy.7 ali.5 0 members 0 0 5" },
		{ "export", "export ali.5 ali - 0 64" },
		{ "export 17", "export ali.5 ali - 0 64" },
		{ "talks 17 19 5", "talks ali.5 17 19 5" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		puppet_say(&test.ali, rows[i].says);
		TAP_OK(is_asked(rows[i].asks), "%s", rows[i].says);
		answer("not-member");
		answer("done 0 0"); /* nobody asked */
		TAP_OK(
		    puppet_hears(&test.ali, "err * not-member ..."), "refused");
	}
}

/* More than one answer, and the lines of others after it. */
static void
goes_on(void)
{
	puppet_say(&test.ali, "history tea last 100");
	puppet_say(&test.ali, "ping x");
	TAP_OK(is_asked("backward tea.0 ali.5 * members 0 0 100"), "last 100");
	answer_messages(1001, 1064);
	TAP_OK(hears_messages(&test.ali, 1001, 1064) &&
		puppet_hears_nothing(&test.ali),
	    "64 lines come before the answer has ended");
	answer("more 1064 64");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 1064 0 36"),
	    "then the other 36 are asked for");
	answer_messages(1065, 1100);
	answer("done 1100 36");
	TAP_OK(hears_messages(&test.ali, 1065, 1100) &&
		puppet_hears(&test.ali, "ok history tea 100 1100") &&
		puppet_hears(&test.ali, "ok ping x"),
	    "and the next command runs when all is told");
}

static void
ends_in_ids(void)
{
	puppet_say(&test.ali, "history tea before 2000 3");
	TAP_OK(is_asked("backward tea.0 ali.5 * members 0 2000 3"), "before");
	answer_messages(1001, 1003);
	answer("done 1003 3");
	TAP_OK(hears_messages(&test.ali, 1001, 1003) &&
		puppet_hears(&test.ali, "ok history tea 3 1001"),
	    "the ID to go on from is the first");
	puppet_say(&test.ali, "history tea after 2000 3");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 2000 0 3"), "after");
	answer("done 0 0");
	TAP_OK(puppet_hears(&test.ali, "ok history tea 0 2000"),
	    "without events it is the one that was asked with");
	puppet_say(&test.ali, "history tea around 1500 4");
	TAP_OK(is_asked("backward tea.0 ali.5 * members 0 1500 2"), "around");
	answer_messages(1499, 1499);
	answer("done 1499 1");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 1499 0 3"),
	    "as many more after it as are missing before it");
	answer_messages(1500, 1502);
	answer("done 1502 3");
	TAP_OK(hears_messages(&test.ali, 1499, 1502) &&
		puppet_hears(&test.ali, "ok history tea 4 1502"),
	    "all four");
}

static void
finds(void)
{
	puppet_say(&test.ali, "history tea find 3 0 hi");
	TAP_OK(is_asked("find tea.0 ali.5 * members 0 0 3 hi"), "find");
	answer("past 1050 msg " ALI " hi");
	answer("more 1020 1");
	TAP_OK(puppet_hears(&test.ali, "past msg 1050 ...") &&
		is_asked("find tea.0 ali.5 * members 0 1020 2 hi"),
	    "goes on where it has looked");
	answer("more 1010 0");
	TAP_OK(is_asked("find tea.0 ali.5 * members 0 1010 2 hi"),
	    "without a message, too");
	answer("past 1005 msg " ALI " hi");
	answer("done 1005 1");
	TAP_OK(puppet_hears(&test.ali, "past msg 1005 ...") &&
		puppet_hears(&test.ali, "ok history tea 2 1005"),
	    "newest first");
}

/* The journal dies in the middle of it. */
static void
outlives(void)
{
	puppet_say(&test.ali, "want full");
	(void)puppet_hears(&test.ali, "ok want full");
	puppet_say(&test.ali, "history tea last 10");
	TAP_OK(is_asked("backward tea.0 ali.5 * members 0 0 10"), "asked");
	answer("past 1001 tags +a=1");
	answer("past 1001 msg " ALI " hi");
	answer("past 1002 tags +b=1");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	TAP_OK(is_asked("forward tea.0 ali.5 * members 1001 0 9"),
	    "the next journal is asked for the rest");
	answer("past 1002 tags +b=1");
	answer("past 1002 tags +c=1");
	answer("past 1002 msg " ALI " hi");
	answer("done 1002 1");
	TAP_OK(puppet_hears(&test.ali, "past tags +a=1") &&
		puppet_hears(&test.ali, "past msg 1001 ...") &&
		puppet_hears(&test.ali, "past tags +b=1") &&
		puppet_hears(&test.ali, "past tags +b=1") &&
		puppet_hears(&test.ali, "past tags +c=1") &&
		puppet_hears(&test.ali, "past msg 1002 ...") &&
		puppet_hears(&test.ali, "ok history tea 2 1002"),
	    "and no event comes twice");
	puppet_say(&test.ali, "want short");
	(void)puppet_hears(&test.ali, "ok want short");
}

/*
 * The journal dies when all has come, before it could say so: that is no fault
 * of the next question, however often it happens.
 */
static void
outlives_the_end(void)
{
	for (int i = 0; i < 4; i++) {
		puppet_say(&test.ali, "history tea last 2");
		TAP_OK(
		    is_asked("backward tea.0 ali.5 * members 0 0 2"), "asked");
		answer_messages(1001, 1002);
		played_journal_die(&test.journal);
		played_journal_enter(&test.journal, 0);
		TAP_OK(hears_messages(&test.ali, 1001, 1002) &&
			puppet_hears(&test.ali, "ok history tea 2 1002"),
		    "nothing is asked for when all has come");
	}
}

/* A captured journal says what was not asked for. */
static void
is_checked(void)
{
	static const char *const wrongs[] = {
		"past 1001 tell " ALI " bob hi", /* of a talk */
		"past 17 msg " ALI " hi", /* too old */
		"past 2000 msg " ALI " hi", /* too new */
		"past 1001 msg " ALI,
		"past 1001 gap",
		"past x msg " ALI " hi",
		"talk tea.0 1001",
		"more 17 0", /* no progress */
		"more x 0",
		"more",
	};

	for (size_t i = 0; i < COUNT(wrongs); i++) {
		stage_forget_log();
		puppet_say(&test.ali, "history tea between 17 2000 5");
		TAP_OK(is_asked("forward tea.0 ali.5 * members 17 2000 5"),
		    "asked");
		answer(wrongs[i]);
		answer("past 1500 msg " ALI " more");
		answer("done 0 0");
		TAP_OK(puppet_hears(&test.ali, "err history unavailable ...") &&
			stage_logged("broken: journal ..."),
		    "refused: %s", wrongs[i]);
	}
	puppet_say(&test.ali, "history tea after 17 5");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 17 0 5"), "asked");
	answer_messages(1002, 1002);
	answer_messages(1001, 1001);
	answer("done 1001 2");
	TAP_OK(hears_messages(&test.ali, 1002, 1002) &&
		puppet_hears(&test.ali, "err history unavailable ..."),
	    "refused: lines out of order");
	puppet_say(&test.ali, "history tea after 17 1000");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 17 0 1000"), "asked");
	answer_messages(1001, 1065);
	answer("done 1065 65");
	TAP_OK(hears_messages(&test.ali, 1001, 1064) &&
		puppet_hears(&test.ali, "err history unavailable ..."),
	    "refused: more lines than in a step");
}

/* Answers with that many lines of tags, two for each ID from 1001 on. */
static void
answer_tags(unsigned count)
{
	char line[64];

	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(line, sizeof(line), "past %u tags +a=1",
		    1001 + i / 2); /* fits */
		answer(line);
	}
}

/* A captured journal sends tags, each of a later event, and none of these. */
static void
bounds_tags(void)
{
	puppet_say(&test.ali, "history tea after 17 1000");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 17 0 1000"), "asked");
	answer_tags(2 * READING_STEP);
	answer_messages(1064, 1064);
	answer("more 1064 1");
	TAP_OK(hears_messages(&test.ali, 1064, 1064) &&
		is_asked("forward tea.0 ali.5 * members 1064 0 999"),
	    "as many tags as the events of a step can have");
	answer("done 1064 0");
	TAP_OK(puppet_hears(&test.ali, "ok history tea 1 1064"), "are right");
	puppet_say(&test.ali, "history tea after 17 1000");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 17 0 1000"), "asked");
	answer_tags(2 * READING_STEP + 3);
	answer("done 0 0");
	TAP_OK(puppet_hears(&test.ali, "err history unavailable ..."),
	    "refused: more lines");
}

/* Answers with a message of lines of a byte each. */
static void
answer_lines(unsigned id, unsigned texts)
{
	char line[LIMIT_LINE];
	int len;

	len = snprintf(
	    line, sizeof(line), "past %u lines " ALI " 1", id); /* fits */
	for (unsigned i = 1; i < texts; i++)
		len += snprintf(
		    line + len, sizeof(line) - (size_t)len, ",1"); /* fits */
	for (unsigned i = 0; i < texts; i++)
		len += snprintf(
		    line + len, sizeof(line) - (size_t)len, " a"); /* fits */
	answer(line);
}

/* The lines of one message are as many of an answer, whose last it may be. */
static void
bounds_lines(void)
{
	char last[LIMIT_LINE];

	puppet_say(&test.ali, "history tea after 17 1000");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 17 0 1000"), "asked");
	answer_lines(1001, READING_STEP - 2);
	answer_lines(1002, LIMIT_LINES);
	answer("more 1002 2");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 1002 0 998"),
	    "a message of several lines ends the answer");
	answer_lines(1003, READING_STEP - 1);
	answer_messages(1004, 1004);
	answer("done 1004 2");
	stage_turn();
	puppet_hear_all(&test.ali, last);
	TAP_OK(pattern_matches("err history unavailable ...", str_from(last)),
	    "refused: an event after that");
}

/* A message of several lines counts as many where it was asked in lines. */
static void
counts_lines(void)
{
	char last[LIMIT_LINE];

	puppet_say(&test.ali, "history tea said lines last 5");
	TAP_OK(is_asked("backward tea.0 ali.5 * members,said,lines 0 0 5"),
	    "asked in lines");
	answer_lines(1001, 3);
	answer("more 1001 3");
	TAP_OK(is_asked("forward tea.0 ali.5 * members,said,lines 1001 0 2"),
	    "the rest is fewer lines");
	answer_lines(1002, 4);
	answer("more 1002 4");
	puppet_hear_all(&test.ali, last);
	TAP_OK(pattern_matches("ok history tea 7 1002", str_from(last)),
	    "those of the last message may be more");
}

static void
shows_gaps(void)
{
	puppet_say(&test.ali, "history tea after 17 5");
	TAP_OK(is_asked("forward tea.0 ali.5 * members 17 0 5"), "asked");
	answer_messages(1001, 1001);
	answer("past 1500 gap 1100 1200");
	answer_messages(1300, 1300);
	answer("done 1300 2");
	TAP_OK(hears_messages(&test.ali, 1001, 1001) &&
		puppet_hears(&test.ali, "past gap 1100 1200") &&
		hears_messages(&test.ali, 1300, 1300) &&
		puppet_hears(&test.ali, "ok history tea 2 1300"),
	    "a gap is shown, and counts as nothing");
}

/* Full lines until the client does not take more. */
static void
waits_for_reader(void)
{
	char line[LIMIT_LINE];
	unsigned id = 1000, answers = 0;
	struct str text;
	size_t lines = 0;

	puppet_say(&test.ali, "history tea after 17 1000");
	while (is_asked("forward tea.0 ...") && ++answers < 16) {
		for (size_t i = 0; i < READING_STEP; i++) {
			(void)snprintf(line, sizeof(line),
			    "past %u msg " ALI " %s", ++id,
			    filler(3000)); /* fits */
			answer(line);
		}
		(void)snprintf(line, sizeof(line), "more %u 64", id); /* fits */
		answer(line);
	}
	TAP_OK(answers > 1 && answers < 10,
	    "a client that does not read is not asked for (%u)", answers);
	while (puppet_line(&test.ali, &text) ||
	    (stage_turn(), puppet_line(&test.ali, &text)))
		lines++;
	TAP_NUM(lines, (size_t)answers * READING_STEP, "all lines reach it");
	TAP_OK(is_asked("forward tea.0 ..."), "then it goes on");
	answer("done 0 0");
	TAP_OK(puppet_hears(&test.ali, "ok history tea ..."), "to the end");
}

static void
refuses(void)
{
	static const struct {
		const char *says, *gets;
	} rows[] = {
		{ "history rice last 5", "err history no-such-group ..." },
		{ "history tea last 5", "err history not-member ..." },
		{ "history tea first 5", "err history bad-command ..." },
		{ "history tea last 1001",
		    "err history too-many too many: limit 1000" },
		{ "history @bob last 5", "err history not-allowed log in ..." },
		{ "history @none last 5", "err history not-allowed ..." },
		{ "talks 0 0 5", "err talks not-allowed log in ..." },
		{ "talks 0 0 0", "err talks bad-command ..." },
		{ "talks 0 0 1001", "err talks too-many ..." },
		{ "export", "err export not-allowed log in ..." },
		{ "redact tea 17", "err redact not-member ..." },
		{ "redact rice 17", "err redact no-such-group ..." },
		{ "redact @bob 17", "err redact not-allowed ..." },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_OK(puppet_ask(&test.bob, rows[i].says, rows[i].gets), "%s",
		    rows[i].says);
	TAP_OK(puppet_ask(&test.ali, "history @nobody last 5",
		   "err history no-such-name ..."),
	    "nobody's talk");
}

static void
lists_talks(void)
{
	puppet_say(&test.ali, "talks 0 0 5");
	TAP_OK(is_asked("talks ali.5 0 0 5"), "talks");
	answer("talk tea.0 1001");
	answer("talk tea.7 1001");
	answer("talk @ali.5+cy.7 1002");
	answer("done 0 2");
	TAP_OK(puppet_hears(&test.ali, "talk tea 1001") &&
		puppet_hears(&test.ali, "talk @Cy 1002") &&
		puppet_hears(&test.ali, "ok talks 2"),
	    "are listed, and no group of an earlier registration");
	puppet_say(&test.ali, "talks 0 0 5");
	TAP_OK(is_asked("talks ali.5 0 0 5"), "talks");
	answer("talk @cy.7+dan.5 1001");
	answer("talk @ali.4+cy.7 1002");
	answer("done 0 1");
	TAP_OK(puppet_hears(&test.ali, "ok talks 0"),
	    "and no talk of others, or of another account of its name");
	puppet_say(&test.ali, "talks 0 0 5");
	TAP_OK(is_asked("talks ali.5 0 0 5"), "talks");
	answer("talk tea 1001");
	answer("done");
	TAP_OK(puppet_hears(&test.ali, "err talks unavailable ..."),
	    "what is no token is not asked for");
}

static void
exports(void)
{
	puppet_say(&test.ali, "export");
	TAP_OK(is_asked("export ali.5 ali - 0 64"), "export");
	answer("where tea.0");
	answer("past 1001 msg " ALI " hi");
	answer("where @ali.5+cy.7");
	answer("past 1002 tell " ALI " bob hi");
	answer("where tea.7");
	answer("past 1001 msg " ALI " early");
	answer("more @ali.5+cy.7 1002");
	TAP_OK(is_asked("export ali.5 ali @ali.5+cy.7 1002 64"), "goes on");
	answer("where rice.0");
	answer("past 1003 quit " ALI " Quit: x");
	answer("done");
	TAP_OK(puppet_hears(&test.ali, "past msg 1001 tea " ALI " hi") &&
		puppet_hears(&test.ali, "past tell 1002 " ALI " bob hi") &&
		puppet_hears(&test.ali, "past msg 1001 tea " ALI " early") &&
		puppet_hears(&test.ali, "past quit 1003 " ALI " Quit: x") &&
		puppet_hears(&test.ali, "ok export 4 1003"),
	    "in full, wherever it was");
}

/* The reader goes while it waits: its question harms nobody. */
static void
survives_leaver(void)
{
	static struct puppet cy;

	puppet_join(&cy, "cy2", "tea");
	log_in(&cy, "cy2");
	puppet_say(&cy, "history tea last 5");
	TAP_OK(is_asked("backward tea.0 cy2.5 ..."), "asked");
	puppet_die(&cy);
	answer_messages(1001, 1005);
	answer("done 1005 5");
	puppet_hear_all(&test.ali, test.what);
	puppet_say(&test.ali, "history tea last 1");
	TAP_OK(is_asked("backward tea.0 ali.5 ..."), "another asks");
	answer_messages(1001, 1001);
	answer("done 1001 1");
	TAP_OK(hears_messages(&test.ali, 1001, 1001) &&
		puppet_hears(&test.ali, "ok history tea 1 1001"),
	    "and gets its own answer");
}

/* A request whose command was refused while it waited is no part of others. */
static void
drops_refused(void)
{
	const struct target target = { .where = STR("tea.0"),
		.account = STR("ali") };
	struct reading_end end;

	TAP_OK(!reading_look(client_of(&test.ali), &target, 17, &end) &&
		is_asked("look tea.0 17"),
	    "asked for a line that ends without it");
	TAP_OK(puppet_ask(&test.ali, "ping x", "ok ping x"), "it has ended");
	puppet_say(&test.ali, "history tea last 1");
	answer("past 17 msg " ALI " old");
	answer("done 17 1");
	TAP_OK(is_asked("backward tea.0 ali.5 * members 0 0 1"),
	    "the next one asks anew");
	answer_messages(1001, 1001);
	answer("done 1001 1");
	TAP_OK(hears_messages(&test.ali, 1001, 1001) &&
		puppet_hears(&test.ali, "ok history tea 1 1001"),
	    "and gets its own answer");
}

/* The line that waits is run again, as after stall_time. */
static void
run_again(const struct puppet *puppet)
{
	slots_get(puppet->slot)->up.not_before = 0;
	pause_recheck_rate(puppet->slot);
	alarms_at(puppet->slot, ticks_now());
	stage_turn();
}

/* The reader is kicked while it waits, and has its answer. */
static void
ends_with_its_line(void)
{
	static struct puppet dee;

	puppet_join(&dee, "dee", "tea");
	puppet_say(&dee, "history tea last 5");
	TAP_OK(is_asked("backward tea.0 * ..."), "asked");
	answer_messages(1001, 1001);
	TAP_OK(hears_messages(&dee, 1001, 1001), "a line comes");
	puppet_say(&test.ali, "kick tea dee");
	TAP_OK(puppet_hears(&dee, "kick * tea ali dee") &&
		puppet_hears(&dee, "leave * tea dee"),
	    "then it is kicked");
	run_again(&dee);
	TAP_OK(puppet_hears(&dee, "err history not-member ..."),
	    "and its line is refused");
	answer_messages(1002, 1003);
	TAP_OK(puppet_hears_nothing(&dee), "no other line of the past follows");
	answer("done 1003 3");
	TAP_OK(puppet_hears_nothing(&dee), "nor a second answer");
	puppet_hear_all(&test.ali, test.what);
	TAP_OK(puppet_ask(&dee, "ping x", "ok ping x"), "the next line runs");
	puppet_die(&dee);
}

/* The group is that of its registration. */
static void
is_of_registration(void)
{
	registered_groups_sync_record(STR("Tea ali 1500 - 0"));
	puppet_say(&test.ali, "history tea last 9");
	TAP_OK(is_asked("backward tea.1500 ali.5 * members 0 0 9"),
	    "a registered group is another one");
	answer("done 0 0");
	registered_groups_sync_begin();
	registered_groups_sync_end();
	puppet_hear_all(&test.ali, test.what);
}

int
main(void)
{
	stage_begin(options);
	played_journal_enter(&test.journal, 0);
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.bob, "bob", "milk");
	log_in(&test.ali, "ali");
	account_names_add(STR("Cy"), 7, false);
	refuses();
	asks_in_words();
	goes_on();
	ends_in_ids();
	finds();
	outlives();
	outlives_the_end();
	is_checked();
	bounds_tags();
	bounds_lines();
	counts_lines();
	shows_gaps();
	lists_talks();
	exports();
	survives_leaver();
	drops_refused();
	ends_with_its_line();
	waits_for_reader();
	is_of_registration();
	return tap_done();
}
