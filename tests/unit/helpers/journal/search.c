/*
 * helpers/journal/read/journal_search: it finds what a search at each place
 * finds, in texts of few letters at random, and in those that such a search is
 * slow for.
 */
#include "helpers/journal/read/journal_search.h"

#include <string.h>

#include "shared/limits.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define TRIES 200000

static bool
is_there(struct str text, struct str wanted)
{
	for (; text.len >= wanted.len; str_drop(&text, 1))
		if (str_caseeq((struct str) { text.at, wanted.len }, wanted))
			return true;
	return false;
}

static bool
finds(struct str text, struct str wanted)
{
	uint16_t table[LIMIT_TEXT];

	journal_search_learn(wanted, table);
	return journal_search_in(text, wanted, table);
}

/* Returns so many of these letters at random. */
static struct str
letters_at_random(char *room, size_t len, struct str letters)
{
	for (size_t i = 0; i < len; i++)
		room[i] = letters.at[dice((uint32_t)letters.len)];
	return (struct str) { room, len };
}

static void
finds_at_random(void)
{
	char text[64], wanted[12];
	unsigned found = 0;
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++) {
		const struct str in =
		    letters_at_random(text, dice(sizeof(text)), STR("aAbB"));
		const struct str what = letters_at_random(
		    wanted, 1 + dice(sizeof(wanted)), STR("ab"));
		const bool is = is_there(in, what);
		good = finds(in, what) == is;
		found += is;
	}
	TAP_OK(good, "as a search at each place does, %d times", TRIES);
	TAP_OK(found > TRIES / 10 && found < TRIES / 10 * 9,
	    "some are found, some not: %u", found);
}

/* Each part of a text with a period is found, and it is not with another end.
 */
static void
finds_long_ones(void)
{
	char text[LIMIT_TEXT], wanted[LIMIT_TEXT];
	bool good = true;

	for (unsigned i = 0; i < 50 && good; i++) {
		const size_t period = 1 + dice(3), len = 1 + dice(LIMIT_TEXT);
		const size_t at = dice((uint32_t)(LIMIT_TEXT - len + 1));
		for (size_t j = 0; j < LIMIT_TEXT; j++)
			text[j] = j % period == 0 ? 'A' : 'b';
		for (size_t j = 0; j < len; j++)
			wanted[j] = (char)str_lower(text[at + j]);
		good = finds((struct str) { text, LIMIT_TEXT },
		    (struct str) { wanted, len });
		wanted[len - 1] = 'c';
		good = good &&
		    !finds((struct str) { text, LIMIT_TEXT },
			(struct str) { wanted, len });
	}
	TAP_OK(good, "parts of long texts with a period");
	memset(text, 'a', LIMIT_TEXT);
	memset(wanted, 'a', LIMIT_TEXT / 2);
	wanted[LIMIT_TEXT / 2] = 'b';
	TAP_OK(!finds((struct str) { text, LIMIT_TEXT },
		   (struct str) { wanted, LIMIT_TEXT / 2 + 1 }),
	    "aaaa...ab is not in aaaa...a");
	text[LIMIT_TEXT - 1] = 'B';
	TAP_OK(finds((struct str) { text, LIMIT_TEXT },
		   (struct str) { wanted, LIMIT_TEXT / 2 + 1 }),
	    "but at its end with a b");
}

static void
compares_bytes(void)
{
	TAP_OK(!finds(STR(""), STR("a")), "nothing has no text in it");
	TAP_OK(finds(STR("ab\xc3\x9c"), STR("\xc3\x9c")) &&
		!finds(STR("ab\xc3\x9c"), STR("\xc3\xbc")),
	    "beyond ASCII, case counts");
	TAP_OK(!finds(STR("@[`{"), STR("`{@[")) && finds(STR("Z["), STR("z[")),
	    "of ASCII, letters only have a case");
}

int
main(void)
{
	dice_begin();
	finds_at_random();
	finds_long_ones();
	compares_bytes();
	return tap_done();
}
