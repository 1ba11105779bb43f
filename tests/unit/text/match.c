/* client/text/sought: where a word stands, as a person reads it. */
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
	{ "one two", "three", 0, 0, 0 },
	{ "one", "", 0, 0, 0 },
	{ "", "one", 0, 0, 0 },
	{ "one one", "one", 1, 4, 7 },
	{ "one", "one", 3, 0, 0 },
	{ "oone", "one", 0, 1, 4 },
	{ "o\033[1mn\033[0me", "one", 0, 0, 11 },
	{ "\033[1mone\033[0m", "one", 0, 4, 7 },
	/* within a sequence there is nothing to read */
	{ "\033[1mone", "1m", 0, 0, 0 },
	{ "\xe2\x81\xa8sara\xe2\x81\xa9: hi", "sara:", 0, 3, 11 },
	/* Greek: as it is written */
	{ "a \xce\xb1\xce\xb2", "\xce\xb1", 0, 2, 4 },
	{ "on", "one", 0, 0, 0 },
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
	return tap_done();
}
