/* client/text/mention: a name in a text, as a word of its own. */
#include "client/text/mention.h"

#include "tests/lib/tap.h"

static const struct {
	const char *text;
	const char *name;
	bool found;
} rows[] = {
	{ "ali: hello", "ali", true },
	{ "hello ali", "ali", true },
	{ "Hello ALI, how are you?", "ali", true },
	{ "alice is here", "ali", false },
	{ "somali", "ali", false },
	{ "alice and ali", "ali", true },
	{ "ali_2", "ali", false },
	{ "", "ali", false },
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
	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_NUM(
		    mention_in(str_from(rows[i].text), str_from(rows[i].name)),
		    rows[i].found, "row %zu: %s in %s", i, rows[i].name,
		    rows[i].text);
	return tap_done();
}
