/* shared/names: names that people have, and words that pose as others. */

#include "shared/grammar.h"
#include "shared/names.h"
#include "tests/lib/tap.h"

#define WORD(literal)                        \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/* As they are written in one script. */
static const struct str real_names[] = {
	WORD("\u0939\u093f\u0928\u094d\u0926\u0940"), /* Hindi */
	WORD("\u091c\u093c\u093f\u0902\u0926\u0917\u0940"),
	WORD("\u0915\u093c\u0941\u0902\u0926\u0942\u091c\u093c"),
	WORD("\u092a\u094d\u0930\u093f\u092f\u0902\u0915\u093e"),
	WORD("\u0936\u094d\u0930\u0940\u0930\u093e\u092e"),
	WORD("\u0e10\u0e34\u0e15\u0e34\u0e1e\u0e23"),
	WORD("\u0e01\u0e34\u0e15\u0e15\u0e34\u0e4c"),
	WORD("\u0e17\u0e2d\u0e07\u0e04\u0e33"),
	WORD("\u0e40\u0e2a\u0e37\u0e49\u0e2d"),
	WORD("\u0e19\u0e49\u0e33\u0e1d\u0e19"),
	WORD("Nguy\u1ec5n"), /* Vietnamese */
	WORD("Ph\u01b0\u01a1ng"),
	WORD("\u0110\u1eb7ng"),
	WORD("\u0b9a\u0bc6\u0bb2\u0bcd\u0bb5\u0bbf"),
	WORD("\uae40\ucca0\uc218"),
	WORD("\ub0a8\uad81\ubbfc\uc218"),
	WORD("\u3055\u304f\u3089"),
	WORD("\u30bf\u30ed\u30a6"),
	WORD("\u5c71\u7530\u592a\u90ce"),
	WORD("\u7530\u4e2d\u30ab\u30ba"),
	WORD("\u30ac\u30f3\u30c0\u30e0"),
	WORD("\u738b\u5c0f\u660e"),
	WORD("\u3105\u3106\u3107\u6f22"),
	WORD("\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2"),
	WORD("\u0395\u03bb\u03ad\u03bd\u03b7"),
	WORD("\u042f\u0440\u043e\u0441\u043b\u0430\u0432"),
	WORD("\u0419\u043e\u0441\u0438\u043f"),
	WORD("\u0413\u0430\u043d\u043d\u0430"),
	WORD("\u054d\u0561\u0580\u0563\u056b\u057d"),
	WORD("\u0531\u0576\u0561\u0570\u056b\u057f"),
	WORD("\u10d2\u10d8\u10dd\u10e0\u10d2\u10d8"),
	WORD("\u10dc\u10d8\u10dc\u10dd"),
	WORD("\u0645\u062d\u0645\u062f"),
	WORD("\u0639\u0644\u064a\u0651"),
	WORD("\u0641\u0627\u0637\u0645\u0629"),
	WORD("\u0633\u0627\u0631\u0627"),
	WORD("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"), /* Persian */
	WORD("\u05d2\u05d1\u05e8\u05d9\u05d0\u05dc"),
	WORD("\u05d9\u05d5\u05e1\u05e3"),
	WORD("\u09b8\u09c1\u099a\u09bf\u09a4\u09cd\u09b0\u09be"),
	WORD("\u099a\u09be\u0981\u09a6"),
	WORD("\u0a38\u0a3f\u0a70\u0a18"),
	WORD("\u0a97\u0ac1\u0a9c\u0ab0\u0abe\u0aa4\u0ac0"),
	WORD("\u0c36\u0c4d\u0c30\u0c40\u0c28\u0c3f\u0c35\u0c3e\u0c38"),
	WORD("\u0cb6\u0ccd\u0cb0\u0cc0\u0ca8\u0cbf\u0cb5\u0cbe\u0cb8"),
	WORD("\u0d36\u0d4d\u0d30\u0d40\u0d1c\u0d3f\u0d24\u0d4d\u0d24\u0d4d"),
	WORD("\u0db8\u0dc4\u0dd2\u0db1\u0dca\u0daf"),
	WORD("\u101e\u102d\u102f\u1037"),
	WORD("\u100a\u103e\u102d\u102f\u1037"),
	WORD("\u1019\u103c\u102d\u102f\u1037"),
	WORD("\u0f66\u0f92\u0fb2\u0f7c\u0f63\u0f0b\u0f58"),
	WORD("\u17a2\u1784\u17d2\u1782\u179a"),
	WORD("\u0eaa\u0eb0\u0eab\u0ea7\u0eb1\u0e99"),
	WORD("\u12a0\u1260\u1260"),
	WORD("\u13e3\u13b3\u13a9"),
	WORD("\u0141ukasz"),
	WORD("\u0110or\u0111e"),
	WORD("\u00de\u00f3r"),
	WORD("\u0130pek"),
	WORD("\u00c7a\u011fr\u0131"),
	WORD("Zo\u00eb"),
	WORD("\u02bbAlohi"),
	WORD("O\u2019Neill"),
	WORD("Tom\u00e1\u0161"),
	WORD("L\u00b7L"),
};

/* Valid mixtures: digits, marks and signs with any script, and Han. */
static const struct str mixed[] = {
	WORD("\u65e5\u672c\u30a2\u30cb\u30e1A"),
	WORD("\u3055\u304f\u3089chan"),
	WORD("\u738b\u5c0f\u660eWang"),
	WORD("\u738b\u3105Ab"),
	WORD("\uae40John"),
	WORD("\u6f22\u5b57\ud55c\uae00abc"),
	WORD("ali"),
	WORD("\u0639\u0644\u06cc\u06f2"),
	WORD("\u092f\u0936\u0968"),
	WORD("\u042f\u043d\u04302"),
	WORD("x2_x"),
	WORD("a\U0001f600b"),
	WORD("\u042f\U0001f600"),
	WORD("\u65e5\u3005"),
	WORD("\u30fc\u3042"),
	WORD("\u0627\u0640\u0628"),
	WORD("\u30ab\u30fc"),
	WORD("\u30fc"),
};

/* Not what NFKC makes of it. */
static const struct str changed[] = {
	WORD("\uff41dmin"), /* fullwidth */
	WORD(
	    "\U0001d41a\U0001d41d\U0001d426\U0001d422\U0001d427"), /* mathematical
								    */
	WORD("\u211boot"), /* a script letter */
	WORD("o\ufb03ce"), /* a ligature */
	WORD("x\u00b2"), /* superscript */
	WORD("a\u2099"), /* subscript */
	WORD("\u2163"), /* a Roman numeral */
	WORD("\u2460x"), /* circled */
	WORD("x\u00bd"), /* a fraction */
	WORD("\ufdfa"), /* an Arabic ligature */
	WORD("\ufe8d\ufedf"), /* Arabic forms */
	WORD("\uff71\uff72"), /* halfwidth */
	WORD("\u338f"), /* a unit */
	WORD("\u017fam"), /* long s */
	WORD("\u2126m"), /* ohm */
	WORD("\u03d2y"), /* a Greek symbol */
	WORD("q\u0301\u0323"), /* marks out of order */
	WORD("x\u1e53\u031b"), /* likewise: o with horn is in it */
	WORD("\u0628\u0651\u064e"), /* likewise */
	WORD("\u0e01\u0e4d\u0e32"), /* sara am in two */
	WORD("\u0995\u09c7\u09be"), /* Bengali o in two */
	WORD("\u0c95\u0cc6\u0cc2"), /* Kannada, likewise */
};

/* No character, or nothing to see. */
static const struct str nobodys[] = {
	WORD("x\ue000"), /* private */
	WORD("x\U000f0000"), /* likewise */
	WORD("x\U0010fffd"), /* likewise */
	WORD("x\u0378"), /* unassigned */
	WORD("x\U0001fbff"), /* likewise */
	WORD("x\U000e0080"), /* likewise */
	WORD("x\U00050000"), /* likewise */
	WORD("x\ufffe"), /* noncharacter */
	WORD("x\U0001d159"), /* a note without a head */
	WORD("x\ufffc"), /* the place of an object */
	WORD("x\u2800"), /* blank Braille */
};

/* Names in several writing systems. */
static const struct str several[] = {
	WORD("p\u0430ul"), /* Cyrillic a */
	WORD("\u0531LI"), /* Armenian */
	WORD("\u13a1oot"), /* Cherokee */
	WORD("a\u03bb"),
	WORD("\u042f\u03bb"), /* Greek, Cyrillic */
	WORD("a\u0627"), /* Latin, Arabic */
	WORD("\u04a6\u05d0"),
	WORD("\ud55c\u30ab"), /* Hangul, Katakana */
	WORD("\u3105\ud55c"), /* Bopomofo, Hangul */
	WORD("\u3105\u30ab"), /* Bopomofo, Katakana */
	WORD("\u042f\u6f22"), /* Cyrillic, Han */
	WORD("\u0e01\u0ea5"), /* Thai, Lao */
	WORD("\u0915\u0995"), /* Devanagari, Bengali */
	WORD("\u30cea\ud55c"),
};

/* With too many marks. */
static const struct str heavy[] = {
	WORD("x\u0300\u0301\u0302"), /* three marks */
	WORD("x\u0316\u0317\u0316\u0317\u0316\u0317\u0316\u0317\u0316\u0317"),
	WORD("\u0e01\u0e47\u0e47\u0e47"), /* Thai */
	WORD("x\u20dd\u20dd\u20dd"), /* circles */
	WORD("\u0915\u093c\u093c\u093c\u093c"), /* parts without end */
};

static const struct {
	const char *what;
	bool plain;
	const struct str *word;
	size_t count;
} kinds[] = {
	{ "a real name", true, real_names, COUNT(real_names) },
	{ "one writing system", true, mixed, COUNT(mixed) },
	{ "what NFKC changes", false, changed, COUNT(changed) },
	{ "what nobody sees", false, nobodys, COUNT(nobodys) },
	{ "several writing systems", false, several, COUNT(several) },
	{ "many marks", false, heavy, COUNT(heavy) },
};

/* The rule holds for names and for groups alike. */
static void
judges(const char *what, struct str word, bool plain)
{
	TAP_NUM(name_check(word), plain ? CODE_OK : CODE_BAD_NAME, "%s: %.*s",
	    what, (int)word.len, word.at);
	TAP_NUM(
	    group_check(word), plain ? CODE_OK : CODE_BAD_GROUP, "as a group");
}

int
main(void)
{
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t i = 0; i < kinds[k].count; i++)
			judges(kinds[k].what, kinds[k].word[i], kinds[k].plain);
	return tap_done();
}
