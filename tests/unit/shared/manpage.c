/*
 * The manual pages against the tables that they document, row for row: the
 * grammar and the two lists of codes in forkcast-protocol(7), IRC's errors in
 * forkcast-irc(7). Run in the root of the repository.
 */
#include <stdio.h>

#include "server/worker/irc/session.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "tests/lib/must.h"

#define LINE_SIZE 256

/* Return a table's rows, "" for one that is not documented; null at the end. */
static const char *
usage(size_t number, enum direction from, enum direction or_from)
{
	const struct rule *rule = grammar_rule(number);

	if (rule == NULL)
		return NULL;
	return rule->from == from || rule->from == or_from ? rule->usage.at :
							     "";
}

static const char *
command_row(size_t number)
{
	return usage(number, FROM_CLIENT, FROM_CLIENT);
}

static const char *
event_row(size_t number)
{
	return usage(number, FROM_SERVER, FROM_SERVER);
}

static const char *
pipe_row(size_t number)
{
	return usage(number, FROM_WORKER, FROM_ROUTER);
}

static const char *
code_row(size_t number)
{
	return number < CODE_COUNT ? code_word((enum code)number).at : NULL;
}

static const char *
bye_row(size_t number)
{
	return number < BYE_COUNT ? bye_word((enum bye)number).at : NULL;
}

static const char *
error_row(size_t number)
{
	static char numeric[4];
	const char *form = irc_error_form(number);

	(void)snprintf(numeric, sizeof(numeric), "%s",
	    form != NULL && form[0] <= '9' ? form : ""); /* cut to it */
	return form != NULL ? numeric : NULL;
}

static const struct {
	const char *page, *section;
	const char *(*row)(size_t number);
	bool is_all; /* else the first word of an item */
} lists[] = {
	{ "man/forkcast-protocol.7", ".Sh COMMANDS", command_row, true },
	{ "man/forkcast-protocol.7", ".Sh EVENTS AND REPLIES", event_row,
	    true },
	{ "man/forkcast-protocol.7", ".Sh PIPES", pipe_row, true },
	{ "man/forkcast-protocol.7", ".Sh ERROR CODES", code_row, true },
	{ "man/forkcast-protocol.7", ".Sh BYE CODES", bye_row, true },
	{ "man/forkcast-irc.7", ".Ss Errors", error_row, false },
};

/* How often the text stands behind ".It" in the section, or all items do. */
static size_t
count_items(size_t list, const char *text)
{
	FILE *file = fopen(lists[list].page, "r");
	const char *section = lists[list].section;
	char line[LINE_SIZE];
	bool within = false;
	size_t count = 0;

	MUST(file != NULL, "cannot open %s", lists[list].page);
	while (fgets(line, sizeof(line), file) != NULL) {
		struct str at = { line, strcspn(line, "\n") };
		if (str_begins(at, (struct str) { section, 4 }))
			within = str_eq(at, str_from(section));
		if (!within || !str_skip(&at, STR(".It ")) ||
		    str_begins(at, STR("Cm ")))
			continue;
		if (str_skip(&at, STR("\"")))
			at.len--;
		if (!lists[list].is_all)
			at = str_word(&at);
		count += text == NULL || str_eq(at, str_from(text));
	}
	(void)fclose(file); /* it was only read */
	return count;
}

int
main(void)
{
	const char *row;

	for (size_t list = 0; list < COUNT(lists); list++) {
		size_t rows = 0, there = 0;
		for (size_t i = 0; (row = lists[list].row(i)) != NULL; i++) {
			if (row[0] == '\0')
				continue;
			there = count_items(list, row);
			TAP_OK(there == 1 || (there > 0 && !lists[list].is_all),
			    "%s: \"%s\" is there once", lists[list].section,
			    row);
			rows++;
		}
		TAP_OK(!lists[list].is_all || count_items(list, NULL) == rows,
		    "%s: and nothing else", lists[list].section);
	}
	return tap_done();
}
