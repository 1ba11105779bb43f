/*
 * client/commands/examples, details: what the help shows can be typed, and the
 * commands that people need first are explained in sentences.
 */
#include "client/commands/examples.h"

#include <stdio.h>

#include "client/commands/details.h"
#include "client/commands/help.h"
#include "client/commands/input.h"
#include "client/commands/words.h"
#include "tests/lib/tap.h"

/* Returns whether one of the word's examples is a mistake. */
static bool
has_wrong_example(struct str word, const struct where *where)
{
	struct str rest = examples_of(word);
	const struct str between = STR(", /");

	while (rest.len > 0) {
		size_t len = 1;
		while (len < rest.len &&
		    !str_begins((struct str) { rest.at + len, rest.len - len },
			between))
			len++;
		const struct str one = { rest.at, len };
		if (input_read(one, where).meaning == MEANS_MISTAKE) {
			(void)printf("# %.*s\n", (int)one.len, one.at);
			return true;
		}
		str_drop(&rest, len < rest.len ? len + 2 : len);
	}
	return false;
}

/* Every example of the help, such as "/names, /names #ops", can be typed. */
static void
examples_are_right(void)
{
	struct world joined = { 0 };
	const struct where where = { .kind = WHERE_GROUP,
		.name = STR("ops"),
		.joined = &joined,
		.views = true,
		.me = STR("javad"),
		.slash = true,
		.person = true };
	const struct rule *rule;
	size_t wrong = 0;

	world_choose(&joined, STR("ops"));
	for (size_t i = 0; words_at(i).len > 0; i++)
		wrong += has_wrong_example(words_at(i), &where);
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		wrong += has_wrong_example(rule->word, &where);
	TAP_NUM(wrong, 0, "no example of the help is wrong");
	world_free(&joined);
}

/* Returns 1 if a command has no details, or too long ones; otherwise 0. */
static size_t
lacks_details(struct str word)
{
	const struct str text = details_of(word);
	const bool fits = text.len > 0 && text.len <= DETAILS_MOST &&
	    text.at[text.len - 1] == '.';

	if (!fits)
		(void)printf(
		    "# %.*s: %zu bytes\n", (int)word.len, word.at, text.len);
	return fits ? 0 : 1;
}

/* The first page's commands and those of operators have short details. */
static void
details_are_there(void)
{
	static const char *const more[] = { "kick", "ban", "unban", "op",
		"deop", "voice", "devoice", "mode", "mute", "highlight",
		"lastlog", "history" };
	char room[HELP_LINE];
	struct str row;
	size_t lacking = 0, rows = 0;

	for (size_t i = 1; (row = help_first(i, room)).len > 0; i++) {
		row = str_strip(row);
		(void)str_skip(&row, STR("/"));
		if (str_begins(row, STR("help")))
			continue;
		lacking += lacks_details(str_word(&row));
		rows++;
	}
	for (size_t i = 0; i < COUNT(more); i++)
		lacking += lacks_details(str_from(more[i]));
	TAP_NUM(rows, 20, "the first page has twenty commands");
	TAP_NUM(lacking, 0, "each has details of three lines at most");
}

int
main(void)
{
	examples_are_right();
	details_are_there();
	TAP_STR(examples_of(STR("nothing")), STR(""), "nor is there any");
	TAP_STR(examples_setting(STR("nothing")), STR(""), "without its word");
	return tap_done();
}
