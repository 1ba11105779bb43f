/* client/commands/ranges: what is wrong with the words of a /history. */
#include "client/commands/ranges.h"

#include "shared/limits.h"
#include "tests/lib/tap.h"

/* In group 2, the words and the mistake; null: they are fine. */
static const struct {
	const char *words;
	const char *mistake;
} rows[] = {
	{ "",
	    "name a group or a person: /history #ops last 20, or /history @sara last 20" },
	{ "last 10", "the group, or @NAME, comes first: /history #2 last 10" },
	{ "30", "the group, or @NAME, comes first: /history #2 last 30" },
	{ "1",
	    "which messages? last, after, before, around, between or find, such as /history 1 last 20" },
	{ "#ops 30",
	    "which messages? last, after, before, around, between or find, such as /history #ops last 30" },
	{ "#ops since noon",
	    "which messages? last, after, before, around, between or find, such as /history #ops last 20" },
	{ "#ops last", "last takes a number: /history #ops last 20" },
	{ "#ops last ten",
	    "ten is no number from 1 to 1000; last takes a number: /history #ops last 20" },
	{ "#ops said lines last 1000 7", NULL },
	{ "#ops last 1001",
	    "1001 is no number from 1 to 1000; last takes a number: /history #ops last 20" },
	{ "#ops last 0",
	    "0 is no number from 1 to 1000; last takes a number: /history #ops last 20" },
	{ "@ali before yesterday 5",
	    "yesterday is no ID; before takes an ID and a number: /history @ali before ID 20" },
	{ "@ali before 0 5",
	    "0 is no ID; before takes an ID and a number: /history @ali before ID 20" },
	{ "@ali after 0 5", NULL },
	{ "1 between 5 9 10", NULL },
	{ "1 between 5 9 10 11",
	    "between takes two IDs and a number: /history 1 between ID ID 20" },
	{ "1 find tea",
	    "tea is no number from 1 to 1000; find takes a number, an ID (or 0) and a text: /history 1 find 20 0 TEXT" },
	{ "1 find 20 0",
	    "find takes a number, an ID (or 0) and a text: /history 1 find 20 0 TEXT" },
	{ "1 find 20 0 last tea", NULL },
	{ "1 lines around 5 5", "around does not count lines" },
};

int
main(void)
{
	static char words[LIMIT_LINE];
	struct world joined = { 0 };
	const struct where where = { .kind = WHERE_GROUP,
		.joined = &joined,
		.person = true,
		.name = STR("2") };
	struct input input;

	world_choose(&joined, STR("1"));
	world_choose(&joined, STR("2"));
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *mistake = rows[i].mistake;
		const bool wrong =
		    ranges_read(str_from(rows[i].words), &where, &input);
		TAP_OK(wrong == (mistake != NULL) &&
			(!wrong || str_eq(input.word[0], str_from(mistake))),
		    "/history %s", rows[i].words);
	}
	memset(words, 'x', sizeof(words) - 1);
	TAP_OK(ranges_read(str_from(words), &where, &input) &&
		input.word[0].len > 0,
	    "a word as long as a line");
	world_free(&joined);
	return tap_done();
}
