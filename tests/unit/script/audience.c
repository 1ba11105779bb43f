/*
 * client/script/audience: others are counted as the server tells of them, and
 * never too many.
 */
#include "client/script/audience.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define STEPS_MOST 8

static const struct {
	const char *what;
	const char *lines[STEPS_MOST];
	size_t others;
} rows[] = {
	{ "nothing is known", { "join 1 tea me" }, 0 },
	{ "nobody else", { "join 1 tea me", "names tea me", "ok names tea 1" },
	    0 },
	{ "two", { "names tea me a b", "ok names tea 3" }, 2 },
	{ "who has come before the list is in it",
	    { "join 1 tea a", "leave 2 tea b", "names tea me a",
		"ok names tea 2" },
	    1 },
	{ "who comes later",
	    { "names tea me", "ok names tea 1", "join 1 TEA a",
		"join 2 rice b" },
	    1 },
	{ "who leaves later, in either way",
	    { "names tea me a b c", "ok names tea 4", "leave 1 tea a",
		"quit 2 b", "leave 3 rice c" },
	    1 },
	{ "who leaves while the list comes may be in it",
	    { "names tea me a", "quit 1 a", "names tea b c", "join 2 tea d",
		"ok names tea 4" },
	    2 },
	{ "never less than none",
	    { "names tea me", "ok names tea 1", "quit 1 a", "quit 2 b" }, 0 },
	{ "another list", { "ok names tea 9" }, 0 },
};

/* With an ID as the grammar has it. */
static void
hear(struct audience *audience, const char *text)
{
	char line[128];
	const char *digit = strpbrk(text, "123456789");
	struct command command;

	if (strncmp(text, "names", 5) == 0 || strncmp(text, "ok", 2) == 0)
		(void)snprintf(line, sizeof(line), "%s", text);
	else
		(void)snprintf(line, sizeof(line), "%.*s170000000000000%s",
		    (int)(digit - text), text, digit);
	MUST(grammar_parse(str_from(line), FROM_SERVER, &command) == CODE_OK,
	    "no line of the server: %s", line);
	audience_note(audience, &command, STR("tea"));
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct audience audience = { .state = AUDIENCE_ASKED };
		for (size_t k = 0; k < STEPS_MOST && rows[i].lines[k] != NULL;
		     k++)
			hear(&audience, rows[i].lines[k]);
		TAP_NUM(audience_others(&audience), rows[i].others, "%s",
		    rows[i].what);
	}
	return tap_done();
}
