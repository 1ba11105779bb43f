/*
 * The router against a journal that says what it likes: its tables agree after
 * each line, and a client that reads the history hears only lines of the
 * grammar. The input is a script, a step a line:
 *	j:text	the journal says the text, with the number of the last question
 *		in the place of each $; if there is none, one comes and is ready
 *	j!	it dies
 *	a:text	the client says the text
 *	~NN	so many tenths of a second pass
 */
#include <stdio.h>

#include "server/router/delivery/events.h"
#include "server/router/delivery/record.h"
#include "server/router/history/journal_link.h"
#include "server/router/model/slots.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define TENTHS_MOST 600
#define STEPS_MOST 200

static const struct config_option options[] = { { "max_clients", "4" },
	{ "hello_time", "0" }, { "accounts", "no" }, { "history", "all" },
	{ "state", "/nowhere" }, { NULL, NULL } };

static struct {
	bool begun;
	bool is_in; /* the journal */
	struct puppet journal, ali;
	uint64_t number; /* of the last question */
} test;

static void
journal_enters(const char *line)
{
	puppet_help(&test.journal);
	slots_get(test.journal.slot)->kind = KIND_JOURNAL;
	slots_get(test.journal.slot)->kind_name = "journal";
	journal_link_started(test.journal.slot);
	puppet_say(&test.journal, line);
}

static void
turn(void)
{
	stage_turn();
	journal_link_watch(true);
	sane_check();
	stage_forget_log();
}

/* Takes the questions, and leaves out the records. */
static void
hear_questions(void)
{
	struct str line;

	while (test.is_in && test.journal.down != -1 &&
	    puppet_line(&test.journal, &line)) {
		if (str_eq(str_word(&line), STR("ask")))
			(void)str_to_number(str_word(&line), UINT64_MAX,
			    &test.number); /* it is one */
		if (buf_len(&test.journal.in) == 0)
			turn();
	}
}

static void
hear(void)
{
	struct command said;
	struct str line;

	while (test.ali.down != -1 && puppet_line(&test.ali, &line)) {
		MUST(grammar_parse(line, FROM_SERVER, &said) == CODE_OK,
		    "a client gets \"%.*s\"", (int)line.len, line.at);
		if (buf_len(&test.ali.in) == 0)
			turn();
	}
}

static void
end_journal(struct str text)
{
	(void)text;
	if (test.is_in)
		puppet_die(&test.journal);
	journal_link_ended();
	test.is_in = false;
}

static void
say(struct puppet *puppet, struct str text)
{
	char digits[STR_DIGITS];
	const struct str number = str_number(test.number, digits);
	ssize_t count = 0;

	for (size_t i = 0; i < text.len && puppet->up != -1 && count >= 0; i++)
		count = text.at[i] == '$' ?
		    io_write(puppet->up, number.at, number.len) :
		    io_write(puppet->up, text.at + i, 1);
	if (puppet->up != -1 && count >= 0)
		(void)io_write(puppet->up, "\n", 1); /* or it is lost */
}

static void
say_as_journal(struct str text)
{
	if (test.is_in && slots_get(test.journal.slot)->state != SLOT_OPEN)
		end_journal(text);
	if (!test.is_in)
		journal_enters("ready 0");
	test.is_in = true;
	hear_questions();
	say(&test.journal, text);
}

static void
say_as_client(struct str text)
{
	say(&test.ali, text);
}

static void
pass(struct str digits)
{
	uint64_t tenths;

	if (!str_to_number(digits, TENTHS_MOST, &tenths))
		return;
	/* No timer sees more than a second of a turn. */
	for (uint64_t part; tenths > 0; tenths -= part) {
		part = tenths < 10 ? tenths : 10;
		pace(part * 100 * MSEC);
		turn();
	}
}

static const struct {
	struct str sign;
	void (*act)(struct str text);
} steps[] = {
	{ LIT("j:"), say_as_journal },
	{ LIT("j!"), end_journal },
	{ LIT("a:"), say_as_client },
	{ LIT("~"), pass },
};

static void
take_step(struct str step)
{
	for (size_t i = 0; i < COUNT(steps); i++)
		if (str_skip(&step, steps[i].sign)) {
			steps[i].act(step);
			break;
		}
	turn();
	hear_questions();
	hear();
}

/* Everything is stored, and everybody goes. */
static void
end(void)
{
	char line[64];

	puppet_die(&test.ali);
	end_journal(STR(""));
	turn();
	(void)snprintf(line, sizeof(line), "ready %llu\nfailing\nstored %llu",
	    (unsigned long long)event_ids_next(),
	    (unsigned long long)record_unstored()->count); /* fits */
	journal_enters(line);
	test.is_in = true;
	end_journal(STR(""));
	turn();
	sane_check_empty();
}

void
fuzz(struct str input)
{
	struct str step;

	if (!test.begun)
		stage_begin(options);
	test.begun = true;
	test.number = 0;
	puppet_join(&test.ali, "ali", "tea");
	for (int i = 0; i < STEPS_MOST && fuzz_line(&input, &step); i++)
		take_step(step);
	end();
}
