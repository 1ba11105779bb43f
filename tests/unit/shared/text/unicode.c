/* Properties and widths of characters (shared/text/unicode). */
#include "shared/str.h"
#include "shared/text/utf8.h"
#include "tests/lib/tap.h"

static const struct {
	uint32_t character;
	unsigned properties;
} properties_of[] = {
	{ 0x09, UNI_SPACE },
	{ ' ', UNI_SPACE },
	{ 'a', UNI_LATIN },
	{ 'z', UNI_LATIN },
	{ 0x7f, 0 },
	{ 0x85, UNI_SPACE }, /* next line */
	{ 0xa0, UNI_SPACE | UNI_NOT_NFKC }, /* no-break space */
	{ 0xad, UNI_HIDDEN }, /* soft hyphen */
	{ 0x301, UNI_MARK }, /* combining acute */
	{ 0x34f, UNI_HIDDEN | UNI_MARK }, /* combining grapheme joiner */
	{ 0x37e, UNI_NOT_NFKC }, /* Greek question mark: it is a semicolon */
	{ 0x3b1, UNI_GREEK },
	{ 0x400, UNI_CYRILLIC },
	{ 0x52f, UNI_CYRILLIC },
	{ 0x627, UNI_ARABIC },
	{ 0x64e, UNI_MARK }, /* fatha */
	{ 0x6af, UNI_ARABIC | UNI_JOINING }, /* gaf */
	{ 0x93c, UNI_PART }, /* nukta */
	{ 0x93e, UNI_JOINS }, /* vowel sign aa of Devanagari */
	{ 0xf90, UNI_PART }, /* Tibetan ka below another letter */
	{ 0x3164, UNI_HIDDEN | UNI_NOT_NFKC }, /* Hangul filler */
	{ 0x200c, UNI_HIDDEN }, /* ZWNJ */
	{ 0x2028, UNI_SPACE }, /* line separator */
	{ 0x202e, UNI_HIDDEN }, /* right-to-left override */
	{ 0x212a, UNI_LATIN | UNI_NOT_NFKC }, /* Kelvin: it is a K */
	{ 0x2800, UNI_HIDDEN }, /* blank Braille */
	{ 0x3000, UNI_SPACE | UNI_NOT_NFKC },
	{ 0x4e00, 0 },
	{ 0xe000, UNI_UNASSIGNED }, /* private use */
	{ 0xfdd0, UNI_HIDDEN }, /* noncharacters */
	{ 0xfe0f, UNI_HIDDEN | UNI_MARK }, /* variation selector */
	{ 0xff21, UNI_LATIN | UNI_NOT_NFKC }, /* fullwidth */
	{ 0xfffe, UNI_HIDDEN },
	{ 0x1f600, 0 },
	{ 0xe0001, UNI_HIDDEN }, /* tags */
	{ 0x378, UNI_UNASSIGNED }, /* not assigned */
	{ 0x10ffff, UNI_HIDDEN },
};

static void
has_properties(void)
{
	for (size_t i = 0; i < COUNT(properties_of); i++)
		TAP_NUM(unicode_properties(properties_of[i].character),
		    properties_of[i].properties, "the properties of U+%04X",
		    (unsigned)properties_of[i].character);
}

/* Properties of the whole range. */
static void
agrees_with_unicode(void)
{
	size_t hidden = 0;
	size_t impossible = 0;
	const unsigned also = UNI_JOINING | UNI_NOT_NFKC | UNI_MARK | UNI_PART |
	    UNI_RECENT | UNI_JOINS;

	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		const unsigned properties = unicode_properties(c) & ~also;
		const int width = unicode_width(c);
		hidden += (c & 0xfffe) == 0xfffe && properties == UNI_HIDDEN;
		/* no character is of two scripts, or a letter and hidden */
		impossible += (properties & (properties - 1)) != 0;
		impossible += width < 0 || width > 2;
	}
	TAP_NUM(hidden, 34, "the last two of each plane are noncharacters");
	TAP_NUM(impossible, 0, "no character is two things at once");
}

/* Pairs that have a character of their own, and pairs that have none. */
static const struct {
	uint32_t base;
	uint32_t mark;
	bool composes;
} compositions[] = {
	{ 'e', 0x301, true },
	{ 'A', 0x300, true }, /* the first of all letters */
	{ 'q', 0x301, false }, { 0x627, 0x653, true }, /* alef with madda */
	{ 0x915, 0x93c, false }, /* Devanagari qa is written as two */
	{ 0x304b, 0x3099, true }, /* Japanese ga */
	{ 0x115b9, 0x115af, true }, /* the last of all */
	{ 0x1100, 0x1161, true }, /* Hangul, at its bounds */
	{ 0x1112, 0x1175, true }, { 0x1100, 0x1176, false },
	{ 0xac00, 0x11a8, true }, { 0xac00, 0x11c3, false },
	{ 0xac01, 0x11a8, false }, /* it has a third part already */
};

static void
composes(void)
{
	for (size_t i = 0; i < COUNT(compositions); i++)
		TAP_NUM(unicode_composes(
			    compositions[i].base, compositions[i].mark),
		    compositions[i].composes, "U+%04X with U+%04X",
		    (unsigned)compositions[i].base,
		    (unsigned)compositions[i].mark);
}

int
main(void)
{
	has_properties();
	composes();
	agrees_with_unicode();
	return tap_done();
}
