/* shared/names: what names, groups and texts may be. */
#include "shared/names.h"
#include "shared/grammar.h"

#include "shared/limits.h"
#include "tests/lib/tap.h"

#define ALEF "\xd8\xa7"
#define BEH "\xd8\xa8"
#define ACUTE "\xcc\x81"
#define ZWNJ "\xe2\x80\x8c"
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
	{ { "a\tb", 3 }, false, false },
	{ { "a\0b", 3 }, false, false },
	{ { "1", 1 }, false, true },
	{ { "-", 1 }, false, true },

	/* words that mean something */
	{ { "join", 4 }, false, true },
	{ { "JOIN", 4 }, false, true },
	{ { "fault", 5 }, false, true },
	{ { "joins", 5 }, true, true },
	{ { "post", 4 }, true, true },
	{ { "NickServ", 8 }, false, true },
	{ { "servant", 7 }, true, true },

	/* words that look like these */
	{ { "narne", 5 }, false, true },
	{ { "\u1d0fk", 4 }, false, true },
	{ { "Oper\u0455erv", 9 }, false, false }, /* a Cyrillic letter */

	/* other scripts */
	{ { "\xd8\xac\xd9\x88\xd8\xa7\xd8\xaf", 8 }, true, true },
	{ { "J\xc3\xbcrgen", 7 }, true, true },
	{ { "\xf0\x9f\x98\x80", 4 }, true, true },
	{ { "\xd9\xa1", 2 }, true, true }, /* a digit, not of ASCII */
	{ { "a" CYRILLIC_A, 3 }, false, false },
	{ { "a" GREEK_O, 3 }, false, false },
	{ { "a" ALEF, 3 }, false, false },
	{ { "1" CYRILLIC_A, 3 }, false, true },

	/* what is not seen */
	{ { "a\xc2\x80", 3 }, false, false }, /* C1 */
	{ { "a\xc2\xa0"
	    "b",
	      4 },
	    false, false }, /* no-break space */
	{ { "a\xc2\xad", 3 }, false, false }, /* soft hyphen */
	{ { "a\xe2\x80\x8b", 4 }, false, false }, /* zero width space */
	{ { "a\xe2\x80\xae", 4 }, false, false }, /* bidi override */
	{ { "a\xef\xb7\x90", 4 }, false, false }, /* noncharacters */
	{ { "a\xef\xb8\x8f", 4 }, false, false }, /* variation selector */

	/* joiners */
	{ { BEH ZWNJ BEH, 7 }, true, true },
	{ { ZWNJ BEH, 5 }, false, false },
	{ { BEH ZWNJ, 5 }, false, false },
	{ { BEH ZWNJ ZWNJ BEH, 10 }, false, false },
	{ { "a" ZWNJ "b", 5 }, false, false },
	{ { ALEF ZWNJ BEH, 7 }, false, false }, /* alef never joins the next */

	/* two ways to write the same */
	{ { "\xc3\xa9", 2 }, true, true }, /* e with acute */
	{ { "e" ACUTE, 3 }, false, false },
	{ { "q" ACUTE, 3 }, true, true }, /* which has no other */
	{ { "h\xcc\xb1", 3 }, false, false }, /* h has one, H has not */
	{ { "e\xcc\xa3" ACUTE, 5 }, false, false }, /* a mark between them */
	{ { ALEF "\xd9\x93", 4 }, false, false }, /* alef and madda */
	{ { "\xe2\x84\xab", 3 }, false, false }, /* the sign for Angstrom */
	{ { "\xe1\x84\x80\xe1\x85\xa1", 6 }, false, false },
	{ { "\xe0\xae\x95\xe0\xaf\x86\xe0\xae\xbe", 9 }, false, false },
	{ { "\xe0\xa4\x95\xe0\xa4\xbc", 6 }, true, true }, /* ka, nukta */

	/* a mark on nothing */
	{ { ACUTE "a", 3 }, false, false },
	{ { "1" ACUTE, 3 }, false, true },

	/* names of people, each in one script */
	{ LIT("\u091c\u093c\u093f\u0902\u0926\u0917\u0940"), true, true },
	{ LIT("\u0e40\u0e2a\u0e37\u0e49\u0e2d"), true, true },
	{ LIT("Nguy\u1ec5n"), true, true },
	{ LIT("\u0b9a\u0bc6\u0bb2\u0bcd\u0bb5\u0bbf"), true, true },
	{ LIT("\uae40\ucca0\uc218"), true, true },
	{ LIT("\u30bf\u30ed\u30a6"), true, true },
	{ LIT("\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2"), true, true },
	{ LIT("\u0419\u043e\u0441\u0438\u043f"), true, true },
	{ LIT("\u054d\u0561\u0580\u0563\u056b\u057d"), true, true },
	{ LIT("\u0641\u0627\u0637\u0645\u0629"), true, true },
	{ LIT("\u05d9\u05d5\u05e1\u05e3"), true, true },
	{ LIT("\u100a\u103e\u102d\u102f\u1037"), true, true },
	{ LIT("\u0f66\u0f92\u0fb2\u0f7c\u0f63\u0f0b\u0f58"), true, true },
	{ LIT("\u12a0\u1260\u1260"), true, true },
	{ LIT("\u13e3\u13b3\u13a9"), true, true },
	{ LIT("\u02bbAlohi"), true, true },
	{ LIT("O\u2019Neill"), true, true },
	{ LIT("L\u00b7L"), true, true },

	/* digits, marks and signs go with any script, and Han with some */
	{ LIT("\u3055\u304f\u3089chan"), true, true },
	{ LIT("\u738b\u3105Ab"), true, true },
	{ LIT("\uae40John"), true, true },
	{ LIT("\u0639\u0644\u06cc\u06f2"), true, true },
	{ LIT("\u042f\U0001f600"), true, true },
	{ LIT("\u65e5\u3005"), true, true },
	{ LIT("\u0627\u0640\u0628"), true, true },

	/* several scripts */
	{ LIT("\u13a1oot"), false, false },
	{ LIT("\u042f\u03bb"), false, false },
	{ LIT("\ud55c\u30ab"), false, false },
	{ LIT("\u3105\ud55c"), false, false },
	{ LIT("\u042f\u6f22"), false, false },
	{ LIT("\u0e01\u0ea5"), false, false },
	{ LIT("\u30cea\ud55c"), false, false },

	/* not what NFKC makes of it */
	{ LIT("\uff41dmin"), false, false },
	{ LIT("o\ufb03ce"), false, false },
	{ LIT("x\u00b2"), false, false },
	{ LIT("\u2163"), false, false },
	{ LIT("\ufe8d\ufedf"), false, false },
	{ LIT("\u017fam"), false, false },
	{ LIT("q\u0301\u0323"), false, false },
	{ LIT("\u0e01\u0e4d\u0e32"), false, false },
	{ LIT("\u0995\u09c7\u09be"), false, false },

	/* no character, or nothing to see */
	{ LIT("x\ue000"), false, false },
	{ LIT("x\U0010fffd"), false, false },
	{ LIT("x\u0378"), false, false },
	{ LIT("x\ufffe"), false, false },
	{ LIT("x\U0001d159"), false, false },
	{ LIT("x\ufffc"), false, false },

	/* too many marks */
	{ LIT("x\u0300\u0301\u0302"), false, false },
	{ LIT("\u0e01\u0e47\u0e47\u0e47"), false, false },
	{ LIT("\u0915\u093c\u093c\u093c\u093c"), false, false },

	/* not UTF-8 */
	{ { "a\xff", 2 }, false, false },
	{ { "a\xc3", 2 }, false, false },
	{ { "a\xc0\x80", 3 }, false, false },
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
		{ { "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85 \xf0\x9f\x98\x80", 13 },
		    CODE_OK },
		{ { "\xc2\x9b", 2 }, CODE_BAD_TEXT },
		{ { "\xc2\xa0", 2 }, CODE_OK },
		{ { "\xe2\x80\xae", 3 }, CODE_OK }, /* hidden, yet text */
		{ { "\xf4\x8f\xbf\xbf", 4 }, CODE_OK },
		{ { "\xc0\xaf", 2 }, CODE_BAD_TEXT }, /* overlong */
		{ { "\xed\xa0\x80", 3 }, CODE_BAD_TEXT }, /* surrogate */
		{ { "\xf4\x90\x80\x80", 4 }, CODE_BAD_TEXT },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_NUM(text_check(rows[i].text, LIMIT_TEXT), rows[i].code,
		    "text, row %zu", i);
}

int
main(void)
{
	judges_words();
	judges_ascii();
	judges_texts();
	return tap_done();
}
