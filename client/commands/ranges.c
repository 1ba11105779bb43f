/* The words of /history: see ranges.h. */
#include "commands/ranges.h"

#include "shared/buf.h"
#include "shared/limits.h"

/* The most messages of a range. */
#define MOST 1000

/* A longer word is not repeated. */
#define WORD_MOST 40

/* Memory for the last answer. */
static char made[LIMIT_LINE];

/* The ways to choose messages. Small letters are words that may lack or be 0.
 */
static const struct way {
	struct str word;
	const char *pattern; /* I: an ID, N: a number, T: a text */
	struct str takes;
	struct str example;
	bool has_lines; /* "lines" may come before it */
} ways[] = {
	{ LIT("last"), "Ni", LIT("a number"), LIT("20"), true },
	{ LIT("after"), "zN", LIT("an ID and a number"), LIT("ID 20"), true },
	{ LIT("before"), "IN", LIT("an ID and a number"), LIT("ID 20"), true },
	{ LIT("around"), "IN", LIT("an ID and a number"), LIT("ID 20"), false },
	{ LIT("between"), "zIN", LIT("two IDs and a number"), LIT("ID ID 20"),
	    true },
	{ LIT("find"), "NzT", LIT("a number, an ID (or 0) and a text"),
	    LIT("20 0 TEXT"), false },
};

static const struct way *
find_way(struct str word)
{
	for (size_t i = 0; i < COUNT(ways); i++)
		if (str_eq(ways[i].word, word))
			return &ways[i];
	return NULL;
}

/* Makes the mistake of the pieces. */
static bool
say(struct input *input, const struct str *pieces, size_t count)
{
	struct buf text;

	buf_init(&text, made, sizeof(made));
	if (!buf_cat(&text, pieces, count))
		(void)BUF_CAT(&text, STR("usage: /history #ops last 20"));
	*input = (struct input) { .meaning = MEANS_MISTAKE,
		.usage = true,
		.word = { buf_str(&text) },
		.count = 1 };
	return true;
}
#define SAY(input, ...)                                  \
	say(input, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

static bool
is_number(struct str word, uint64_t least, uint64_t most)
{
	uint64_t number;

	return word.len > 0 && str_to_number(word, most, &number) &&
	    number >= least;
}

/* Returns whether the word may be what the letter of a pattern stands for. */
static bool
is_fine(char letter, struct str word)
{
	if (letter == 'T')
		return word.len > 0;
	if (letter == 'N')
		return is_number(word, 1, MOST);
	return is_number(word, letter == 'I', UINT64_MAX);
}

/* Tells what a way takes; wrong is a word that it does not take, or empty. */
static bool
say_way(struct input *input, struct str place, const struct way *way,
    char letter, struct str wrong)
{
	const bool told = wrong.len > 0 && wrong.len <= WORD_MOST;
	const struct str what = letter == 'N' ?
	    STR(" is no number from 1 to 1000; ") :
	    STR(" is no ID; ");

	return SAY(input, told ? wrong : STR(""), told ? what : STR(""),
	    way->word, STR(" takes "), way->takes, STR(": /history "), place,
	    STR(" "), way->word, STR(" "), way->example);
}

/* Reads the words after the way. */
static bool
read_words(struct input *input, struct str place, const struct way *way,
    struct str rest)
{
	for (const char *at = way->pattern; *at != '\0'; at++) {
		if (*at == 'i' && rest.at == NULL)
			return false;
		const struct str word = *at == 'T' ? rest :
		    rest.at != NULL		   ? str_word(&rest) :
						     STR("");
		if (!is_fine(*at, word))
			return say_way(input, place, way, *at, word);
		if (*at == 'T')
			return false;
	}
	return rest.at != NULL && say_way(input, place, way, 'N', STR(""));
}

/* Reads a line whose first word is no group, but the way, or a number. */
static bool
read_placeless(struct input *input, struct str rest, const struct where *where)
{
	const bool here = where->kind == WHERE_GROUP;

	return SAY(input, STR("the group, or @NAME, comes first: /history #"),
	    here ? where->name : STR("ops"), STR(" "),
	    is_number(rest, 0, UINT64_MAX) ? STR("last ") : STR(""), rest);
}

/* Takes a word off that may come before the way. */
static bool
take(struct str *rest, struct str option)
{
	struct str after = *rest;

	if (after.at == NULL || !str_eq(str_word(&after), option))
		return false;
	*rest = after;
	return true;
}

bool
ranges_read(struct str rest, const struct where *where, struct input *input)
{
	const struct str all = rest;
	const struct str place = str_word(&rest);
	const bool number = rest.at == NULL && is_number(place, 0, UINT64_MAX);

	if (place.len == 0)
		return SAY(input,
		    STR("name a group or a person: /history #ops last 20, or "
			"/history @sara last 20"));
	if ((number || find_way(place) != NULL) &&
	    !world_has(where->joined, place))
		return read_placeless(input, all, where);
	(void)take(&rest, STR("said"));
	const bool lines = take(&rest, STR("lines"));
	const struct str word = rest.at != NULL ? str_word(&rest) : STR("");
	const struct way *way = find_way(word);
	if (way == NULL)
		return SAY(input,
		    STR("which messages? last, after, before, around, between "
			"or find, such as /history "),
		    place, STR(" last "),
		    is_number(word, 1, MOST) ? word : STR("20"));
	if (lines && !way->has_lines)
		return SAY(input, way->word, STR(" does not count lines"));
	return read_words(input, place, way, rest);
}
