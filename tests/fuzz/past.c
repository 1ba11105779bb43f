/*
 * server/router/history: whatever a journal answers, a reader gets lines
 * of its past only, as the server could have said them: with rising IDs within
 * the bounds that it has asked for, no more than that, and of its own group.
 */
#include <stdio.h>

#include "server/router/model/slots.h"
#include "shared/grammar.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"

#define ASKS "history tea between 1000 2000 9"
#define MOST 9
#define LINES_MOST 200

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "accounts", "no" }, { "history", "all" },
	{ "state", "/nowhere" }, { "line_rate", "0" }, { "byte_rate", "0" },
	{ NULL, NULL } };

static struct {
	bool begun;
	struct puppet journal, ali;
	bool has_journal;
	uint64_t number; /* of the question */
	uint64_t last; /* ID of the last event */
	uint64_t lines; /* of its message, that are still to come */
	size_t events;
} test;

static void
begin(void)
{
	if (test.begun)
		return;
	test.begun = true;
	stage_begin(options);
	puppet_join(&test.ali, "ali", "tea");
	puppet_say(&test.ali, "want full");
	MUST(puppet_hears(&test.ali, "ok want full"), "not full");
}

/* Has a journal, another one if the last was ended. */
static void
have_journal(void)
{
	if (test.has_journal &&
	    slots_get(test.journal.slot)->state == SLOT_OPEN)
		return;
	if (test.has_journal)
		played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	test.has_journal = true;
}

/* Has a journal that was asked, behind what it is to record. */
static void
ask(void)
{
	struct str what;

	have_journal();
	puppet_say(&test.ali, ASKS);
	test.number = 0;
	for (size_t i = 0; i < 100 && test.number == 0; i++)
		test.number = played_journal_asked(&test.journal, &what);
	MUST(test.number != 0, "the journal is not asked");
	test.last = 1000;
	test.lines = 0;
	test.events = 0;
}

/*
 * Returns whether it is a line of the message before: they come directly after
 * its head.
 */
static bool
is_line(const struct command *event)
{
	uint64_t id;

	if (test.lines == 0)
		return false;
	MUST(
	    (event->rule->verb == VERB_MSG || event->rule->verb == VERB_TELL) &&
		str_to_number(event->arg[0], UINT64_MAX, &id) &&
		id == test.last,
	    "no line of the message");
	test.lines--;
	return true;
}

/* Checks a line of the past. */
static void
check_past(struct str line)
{
	struct command event;
	uint64_t id;

	MUST(grammar_parse(line, FROM_SERVER, &event) == CODE_OK,
	    "that is no line of the server: %.*s", (int)line.len, line.at);
	if (is_line(&event) || event.rule->verb == VERB_TAGS ||
	    event.rule->verb == VERB_GAP)
		return;
	MUST(str_to_number(event.arg[0], UINT64_MAX, &id) && id > test.last &&
		id < 2000,
	    "not in turn: %.*s", (int)line.len, line.at);
	MUST(!grammar_is_of_group(event.rule) ||
		str_caseeq(event.arg[1], STR("tea")),
	    "of another group: %.*s", (int)line.len, line.at);
	test.last = id;
	if (event.rule->verb == VERB_LINES)
		(void)str_to_number(event.arg[3], UINT64_MAX, &test.lines);
	MUST(++test.events <= MOST, "too many events");
}

/* Reads what the client has got; returns whether that was the end of it. */
static bool
hear(void)
{
	struct str line;

	while (puppet_line(&test.ali, &line)) {
		if (str_skip(&line, STR("past ")))
			check_past(line);
		else if (str_begins(line, STR("ok history tea ")) ||
		    str_begins(line, STR("err history ")))
			return true;
		else
			MUST(false, "got %.*s", (int)line.len, line.at);
	}
	return false;
}

static void
answer(struct str text)
{
	char line[LIMIT_LINE];

	if (text.len == 0 || text.len > LIMIT_LINE / 2)
		return;
	(void)snprintf(
	    line, sizeof(line), "%.*s", (int)text.len, text.at); /* fits */
	played_journal_answer(&test.journal, test.number, line);
	pace(MSEC);
	stage_turn();
}

/* Ends the answer, or all of them. */
static void
finish(void)
{
	struct str what;

	for (size_t i = 0; i < LINES_MOST; i++) {
		if (hear())
			return;
		have_journal();
		answer(STR("done 0 0"));
		test.number = played_journal_asked(&test.journal, &what);
	}
	MUST(false, "there is no end");
}

void
fuzz(struct str input)
{
	struct str line, what;
	uint64_t number;

	begin();
	ask();
	for (size_t i = 0; i < LINES_MOST && fuzz_line(&input, &line); i++) {
		answer(line);
		if (hear())
			return;
		if (slots_get(test.journal.slot)->state != SLOT_OPEN)
			break;
		/* It may be asked for more. */
		number = played_journal_asked(&test.journal, &what);
		if (number != 0)
			test.number = number;
	}
	finish();
}
