/* shared/names: what names, groups, tokens and texts may be. */
#include "shared/names.h"
#include "shared/grammar.h"

#include "shared/limits.h"
#include "tests/lib/tap.h"

#define ALEF "\xd8\xa7"
#define BEH "\xd8\xa8"
#define ACUTE "\xcc\x81"
#define FATHA "\xd9\x8e"
#define ZWNJ "\xe2\x80\x8c"
#define ZWJ "\xe2\x80\x8d"
#define CYRILLIC_A "\xd0\xb0"
#define GREEK_O "\xce\xbf"

/* In the rows below: may it be a name, may it be a group? */
static const struct {
	struct str word;
	bool name;
	bool group;
} words[] = {
	{ { "javad", 5 }, true, true },
	{ { "", 0 }, false, false },
	{ { "a", 1 }, true, true },
	{ { "a b", 3 }, false, false },
	{ { "a\tb", 3 }, false, false },
	{ { "a\0b", 3 }, false, false },
	{ { "a\x1b[0m", 5 }, false, false },
	{ { "1", 1 }, false, true },
	{ { "ali2", 4 }, true, true },
	{ { "-", 1 }, false, true },
	{ { "[a]", 3 }, true, true },

	/* words that mean something */
	{ { "join", 4 }, false, true },
	{ { "JOIN", 4 }, false, true },
	{ { "msg", 3 }, false, true },
	{ { "fault", 5 }, false, true },
	{ { "ok", 2 }, false, true },
	{ { "bye", 3 }, false, true },
	{ { "joins", 5 }, true, true },
	{ { "nick", 4 }, true, true },
	{ { "pass", 4 }, false, true },
	{ { "post", 4 }, true, true },
	{ { "posts", 5 }, true, true },
	{ { "serv", 4 }, false, true },
	{ { "NickServ", 8 }, false, true },
	{ { "servant", 7 }, true, true },
	{ { "erv", 3 }, true, true },

	/* words that look like these */
	{ { "narne", 5 }, false, true },
	{ { "te1l", 4 }, false, true },
	{ { "\u1d0fk", 4 }, false, true },
	{ { "operser\u1d20", 10 }, false, true },
	{ { "Oper\u0455erv", 9 }, false, false }, /* a Cyrillic letter */
	{ { "\ua4e2\ua4f0\ua4e3\ua4e6", 12 }, false, true }, /* Lisu */
	{ { "name1", 5 }, true, true },
	{ { "teii", 4 }, true, true },
	{ { "TEII", 4 }, true, true }, /* the same name */

	/* other scripts */
	{ { "\xd8\xac\xd9\x88\xd8\xa7\xd8\xaf", 8 }, true, true },
	{ { "J\xc3\xbcrgen", 7 }, true, true },
	{ { "\xe5\xbc\xa0\xe4\xbc\x9f", 6 }, true, true },
	{ { "\xf0\x9f\x98\x80", 4 }, true, true },
	{ { "\xd9\xa1", 2 }, true, true }, /* a digit, not of ASCII */
	{ { CYRILLIC_A CYRILLIC_A, 4 }, true, true },
	{ { "a" CYRILLIC_A, 3 }, false, false },
	{ { CYRILLIC_A "1a", 4 }, false, false },
	{ { GREEK_O GREEK_O, 4 }, true, true },
	{ { "a" GREEK_O, 3 }, false, false },
	{ { CYRILLIC_A GREEK_O, 4 }, false, false },
	{ { "a" ALEF, 3 }, false, false },
	{ { "1" CYRILLIC_A, 3 }, false, true },

	/* what is not seen */
	{ { "a\xc2\x80", 3 }, false, false }, /* C1 */
	{ { "a\xc2\x9f", 3 }, false, false },
	{ { "a\xc2\x85", 3 }, false, false }, /* next line */
	{ { "a\xc2\xa0"
	    "b",
	      4 },
	    false, false }, /* no-break space */
	{ { "a\xc2\xad", 3 }, false, false }, /* soft hyphen */
	{ { "a\xe3\x80\x80", 4 }, false, false }, /* wide space */
	{ { "a\xe2\x80\xa8", 4 }, false, false }, /* line separator */
	{ { "a\xe2\x80\x8b", 4 }, false, false }, /* zero width space */
	{ { "a\xe2\x80\xae", 4 }, false, false }, /* bidi override */
	{ { "a\xe2\x81\xa6", 4 }, false, false }, /* bidi isolate */
	{ { "a\xe2\xa0\x80", 4 }, false, false }, /* blank Braille */
	{ { "a\xe3\x85\xa4", 4 }, false, false }, /* Hangul filler */
	{ { "a\xef\xb7\x90", 4 }, false, false }, /* noncharacters */
	{ { "a\xf4\x8f\xbf\xbf", 5 }, false, false },
	{ { "a\xef\xb8\x8f", 4 }, false, false }, /* variation selector */
	{ { "a\xf3\xa0\x81\x81", 5 }, false, false }, /* tag */

	/* joiners */
	{ { BEH ZWNJ BEH, 7 }, true, true },
	{ { BEH ZWJ BEH, 7 }, true, true },
	{ { BEH ZWNJ BEH ZWNJ ALEF, 12 }, true, true },
	{ { ZWNJ BEH, 5 }, false, false },
	{ { BEH ZWNJ, 5 }, false, false },
	{ { BEH ZWNJ ZWNJ BEH, 10 }, false, false },
	{ { BEH ZWNJ "a", 6 }, false, false },
	{ { "a" ZWNJ BEH, 6 }, false, false },
	{ { "a" ZWNJ "b", 5 }, false, false },
	{ { BEH FATHA ZWNJ BEH, 9 }, false, false },
	{ { ALEF ZWNJ BEH, 7 }, false, false }, /* alef never joins the next */

	/* two ways to write the same */
	{ { "\xc3\xa9", 2 }, true, true }, /* e with acute */
	{ { "e" ACUTE, 3 }, false, false },
	{ { "te" ACUTE "t", 5 }, false, false },
	{ { "q" ACUTE, 3 }, true, true }, /* which has no other */
	{ { "h\xcc\xb1", 3 }, false, false }, /* h has one, H has not */
	{ { "H\xcc\xb1", 3 }, false, false },
	{ { "e\xcc\xa3" ACUTE, 5 }, false, false }, /* a mark between them */
	{ { ALEF "\xd9\x93", 4 }, false, false }, /* alef and madda */
	{ { "\xd8\xa2", 2 }, true, true },
	{ { BEH FATHA, 4 }, true, true },
	{ { "\xe2\x84\xab", 3 }, false, false }, /* the sign for Angstrom */
	{ { "\xea\xb0\x81", 3 }, true, true }, /* a Hangul syllable, whole */
	{ { "\xe1\x84\x80\xe1\x85\xa1", 6 }, false, false },
	{ { "\xea\xb0\x80\xe1\x86\xa8", 6 }, false, false },
	{ { "\xe0\xae\x95\xe0\xae\xbe", 6 }, true, true }, /* Tamil kaa */
	{ { "\xe0\xae\x95\xe0\xaf\x86\xe0\xae\xbe", 9 }, false, false },
	{ { "\xe0\xa4\x95\xe0\xa4\xbc", 6 }, true, true }, /* ka, nukta */

	/* a mark on nothing */
	{ { ACUTE "a", 3 }, false, false },
	{ { FATHA BEH, 4 }, false, false },
	{ { "1" ACUTE, 3 }, false, true },

	/* not UTF-8 */
	{ { "a\xff", 2 }, false, false },
	{ { "a\xc3", 2 }, false, false },
	{ { "\x80", 1 }, false, false },
	{ { "a\xc0\x80", 3 }, false, false },
	{ { "a\xed\xa0\x80", 4 }, false, false },
	{ { "a\xf4\x90\x80\x80", 5 }, false, false },
};

static void
judges_words(void)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		const struct str word = words[i].word;
		TAP_NUM(name_check(word),
		    words[i].name ? CODE_OK : CODE_BAD_NAME, "name, row %zu",
		    i);
		TAP_NUM(group_check(word),
		    words[i].group ? CODE_OK : CODE_BAD_GROUP, "group, row %zu",
		    i);
	}
}

/* Every character of ASCII, within a word and at its start. */
static void
judges_ascii(void)
{
	const struct str nowhere = STR(" !@#&:,*?/");
	const struct str not_first = STR("$~+%-.0123456789");

	for (int c = 0; c < 0x80; c++) {
		const char inside[] = { 'x', (char)c, 'x' };
		const char first[] = { (char)c, 'x' };
		const bool out = c < ' ' || c == 0x7f ||
		    memchr(nowhere.at, c, nowhere.len) != NULL;
		const bool late =
		    memchr(not_first.at, c, not_first.len) != NULL;
		TAP_NUM(name_check((struct str) { inside, 3 }),
		    out ? CODE_BAD_NAME : CODE_OK, "%02x in a name",
		    (unsigned)c);
		TAP_NUM(name_check((struct str) { first, 2 }),
		    out || late ? CODE_BAD_NAME : CODE_OK,
		    "%02x at the start of a name", (unsigned)c);
		TAP_NUM(group_check((struct str) { first, 2 }),
		    out ? CODE_BAD_GROUP : CODE_OK,
		    "%02x at the start of a group", (unsigned)c);
	}
}

static void
judges_texts(void)
{
	static const struct {
		struct str text;
		enum code code;
	} rows[] = {
		{ { "", 0 }, CODE_BAD_TEXT },
		{ { " ", 1 }, CODE_OK },
		{ { "-", 1 }, CODE_OK },
		{ { " hello  ali ", 12 }, CODE_OK },
		{ { "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85 \xf0\x9f\x98\x80", 13 },
		    CODE_OK },
		{ { "\xc2\x80", 2 }, CODE_BAD_TEXT }, /* C1 */
		{ { "\xc2\x9b", 2 }, CODE_BAD_TEXT },
		{ { "\xc2\x9f", 2 }, CODE_BAD_TEXT },
		{ { "\xc2\xa0", 2 }, CODE_OK },
		{ { "\xe2\x80\xae", 3 }, CODE_OK }, /* hidden, yet text */
		{ { "\xef\xbf\xbf", 3 }, CODE_OK },
		{ { "\xf4\x8f\xbf\xbf", 4 }, CODE_OK },
		{ { "a\xff", 2 }, CODE_BAD_TEXT },
		{ { "a\xd8", 2 }, CODE_BAD_TEXT }, /* cut short */
		{ { "\xc0\xaf", 2 }, CODE_BAD_TEXT }, /* overlong */
		{ { "\xe0\x80\xaf", 3 }, CODE_BAD_TEXT },
		{ { "\xed\xa0\x80", 3 }, CODE_BAD_TEXT }, /* surrogate */
		{ { "\xf4\x90\x80\x80", 4 }, CODE_BAD_TEXT },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_NUM(text_check(rows[i].text, LIMIT_TEXT), rows[i].code,
		    "text, row %zu", i);
}

static void
judges_tokens(void)
{
	static const struct {
		struct str token;
		enum code code;
	} rows[] = {
		{ { "", 0 }, CODE_BAD_TEXT },
		{ { "x", 1 }, CODE_OK },
		{ { ":1-2*", 5 }, CODE_OK },
		{ { "a b", 3 }, CODE_BAD_TEXT },
		{ { " ", 1 }, CODE_BAD_TEXT },
		{ { "a\x1b", 2 }, CODE_BAD_TEXT },
		{ { "a\xff", 2 }, CODE_BAD_TEXT },
		{ { "\xd8\xa7", 2 }, CODE_OK },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_NUM(token_check(rows[i].token), rows[i].code,
		    "token, row %zu", i);
}

/* Keys of groups, byte by byte, and targets of messages. */
static void
judges_doors(void)
{
	char key[3] = "a?b";
	bool good = true;

	for (int byte = 1; byte <= 0x7f; byte++) {
		const bool bad = byte <= ' ' || byte == ',' || byte == 0x7f;
		key[1] = (char)byte;
		good = good &&
		    (group_key_check((struct str) { key, 3 }) ==
			(bad ? CODE_BAD_TEXT : CODE_OK));
	}
	TAP_OK(good, "a group's key is of any bytes that are seen, no comma");
	TAP_NUM(group_key_check(STR("")), CODE_BAD_TEXT, "a key of nothing");
	TAP_NUM(group_key_check(STR("\xff")), CODE_BAD_TEXT, "or of no text");
	TAP_STR(audience_group(STR("o:tea")), STR("tea"), "operators of tea");
	TAP_STR(audience_group(STR("v:tea")), STR("tea"), "and the voiced");
	TAP_STR(audience_group(STR("tea")), STR("tea"), "all of tea");
	TAP_STR(audience_group(STR("x:tea")), STR("x:tea"), "nobody else");
	TAP_STR(audience_group(STR("o:")), STR(""), "of nothing");
}

int
main(void)
{
	judges_words();
	judges_ascii();
	judges_texts();
	judges_tokens();
	judges_doors();
	return tap_done();
}
