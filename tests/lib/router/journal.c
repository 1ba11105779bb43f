/* A journal that the test plays: see journal.h. */
#include "journal.h"

#include <stdio.h>

#include "server/router/history/journal_link.h"
#include "server/router/model/slots.h"
#include "shared/grammar.h"
#include "stage.h"

void
played_journal_begin(struct puppet *journal)
{
	puppet_help(journal);
	slots_get(journal->slot)->kind = KIND_JOURNAL;
	slots_get(journal->slot)->kind_name = "journal";
	journal_link_started(journal->slot);
}

void
played_journal_enter(struct puppet *journal, uint64_t last)
{
	char line[64];

	played_journal_begin(journal);
	(void)snprintf(line, sizeof(line), "ready %llu",
	    (unsigned long long)last); /* fits */
	puppet_say(journal, line);
}

void
played_journal_die(struct puppet *journal)
{
	puppet_die(journal);
	journal_link_ended();
}

/* Answers a question for letters, if the line is one: there are none. */
static bool
answers_letters(struct puppet *journal, struct str line)
{
	uint64_t number;
	struct str id;

	(void)str_word(&line); /* ask */
	id = str_word(&line);
	if (!str_begins(line, STR("letters ")) ||
	    !str_to_number(id, UINT64_MAX, &number))
		return false;
	played_journal_answer(journal, number, "done");
	return true;
}

/* Takes the next line that is neither a record nor asks for letters. */
static bool
take_line(struct puppet *journal, struct str *line)
{
	bool has;

	do
		has = puppet_line(journal, line);
	while (has &&
	    (str_begins(*line, STR("log ")) ||
		answers_letters(journal, *line)));
	return has;
}

uint64_t
played_journal_asked(struct puppet *journal, struct str *what)
{
	uint64_t number = 0;
	struct str line;

	stage_turn();
	if (!take_line(journal, &line) ||
	    !str_eq(str_word(&line), STR("ask")) ||
	    !str_to_number(str_word(&line), UINT64_MAX, &number))
		return 0;
	*what = line;
	return number;
}

void
played_journal_answer(
    struct puppet *journal, uint64_t number, const char *answer)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "answer %llu %s",
	    (unsigned long long)number, answer); /* fits */
	puppet_say(journal, line);
	stage_turn();
}
