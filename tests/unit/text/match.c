/* client/text/match: where a word stands, and whether a name does, as a word.
 */
#include "client/text/match.h"

#include "tests/lib/tap.h"

static const struct {
	const char *text;
	const char *word;
	size_t from;
	size_t at, end;
} rows[] = {
	{ "one two", "two", 0, 4, 7 },
	{ "One TWO", "two", 0, 4, 7 },
	{ "one", "", 0, 0, 0 },
	{ "one one", "one", 1, 4, 7 },
	{ "oone", "one", 0, 1, 4 },
	{ "o\033[1mn\033[0me", "one", 0, 0, 11 },
	/* within a sequence there is nothing to read */
	{ "\033[1mone", "1m", 0, 0, 0 },
	{ "\xe2\x81\xa8sara\xe2\x81\xa9: hi", "sara:", 0, 3, 11 },
	/* Greek: as it is written */
	{ "a \xce\xb1\xce\xb2", "\xce\xb1", 0, 2, 4 },
	{ "on", "one", 0, 0, 0 },
};

static const struct {
	const char *text;
	const char *name;
	bool found;
} names[] = {
	{ "ali: hello", "ali", true },
	{ "Hello ALI, how are you?", "ali", true },
	{ "alice is here", "ali", false },
	{ "somali", "ali", false },
	{ "ali_2", "ali", false },
	{ "anything", "", false },
	{ "ali", "ali-reza", false },
	{ "rob-4141: hello", "rob", false },
	{ "hello x-rob", "rob", false },
	{ "that was rob.", "rob", true },
	{ "rob - are you there?", "rob", true },
	{ "rob\xcc\x88", "rob", false },
	/* Persian: before an Arabic comma, and within a longer word */
	{ "\xd8\xb9\xd9\x84\xdb\x8c\xd8\x8c \xd8\xb3",
	    "\xd8\xb9\xd9\x84\xdb\x8c", true },
	{ "\xd8\xb9\xd9\x84\xdb\x8c\xd8\xb1", "\xd8\xb9\xd9\x84\xdb\x8c",
	    false },
	/* Chinese has no spaces. */
	{ "\xe4\xb8\xad\xe6\x96\x87\xe4\xbd\xa0", "\xe6\x96\x87", true },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct text_match found =
		    match_word(str_from(rows[i].text), rows[i].from,
			str_from(rows[i].word));

		TAP_NUM(found.from, rows[i].at, "row %zu: from", i);
		TAP_NUM(found.end, rows[i].end, "row %zu: to", i);
	}
	for (size_t i = 0; i < COUNT(names); i++)
		TAP_NUM(match_name(
			    str_from(names[i].text), str_from(names[i].name)),
		    names[i].found, "%s in %s", names[i].name, names[i].text);
	return tap_done();
}
