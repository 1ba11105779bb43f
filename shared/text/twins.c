/* Names that look alike: see twins.h. */
#include "shared/text/twins.h"

#include <uchar.h>

#include "shared/text/utf8.h"

/*
 * Letters, and their twins of any case, and Latin's small capitals. Source:
 * confusables.txt of Unicode Technical Standard 39; small letters of Greek and
 * Cyrillic have the twins of their capitals.
 */
static const struct {
	char16_t letter;
	const char16_t *twins;
} rows[] = {
	/* clang-format off */
	{ 'a', u"\u0430\u0410\u03b1\u0391\u0251\u1d00" },
	{ 'b', u"\u0432\u0412\u03b2\u0392\u044c\u042c\u0299" },
	{ 'c', u"\u0441\u0421\u03f2\u03f9\u1d04" },
	{ 'd', u"\u0501\u0500\u1d05" },
	{ 'e', u"\u0435\u0415\u03b5\u0395\u1d07" },
	{ 'f', u"\u03dd\u03dc" },
	{ 'g', u"\u0261\u050d\u050c\u0262" },
	{ 'h', u"\u043d\u041d\u04bb\u04ba\u03b7\u0397\u029c" },
	{ 'i', u"\u0456\u03b9\u0131\u0269\u026a" },
	{ 'I', u"\u0406\u0399" },
	{ 'j', u"\u0237\u0458\u0408\u03f3\u037f\u1d0a" },
	{ 'k', u"\u043a\u041a\u03ba\u039a\u1d0b" },
	{ 'l', u"1|\u04cf\u04c0\u029f" },
	{ 'm', u"\u043c\u041c\u03bc\u039c\u1d0d" },
	{ 'n', u"\u03bd\u039d\u0274" },
	{ 'o', u"0\u043e\u041e\u03bf\u039f\u1d0f" },
	{ 'p', u"\u0440\u0420\u03c1\u03a1\u1d18" },
	{ 'q', u"\u051b\u051a" },
	{ 'r', u"\u0280" },
	{ 's', u"\u0455\u0405" },
	{ 't', u"\u0442\u0422\u03c4\u03a4\u1d1b" },
	{ 'u', u"\u1d1c" },
	{ 'v', u"\u0475\u0474\u1d20" },
	{ 'w', u"\u051d\u051c\u1d21" },
	{ 'x', u"\u0445\u0425\u03c7\u03a7" },
	{ 'y', u"\u0443\u0423\u04af\u04ae\u03c5\u03a5\u028f" },
	{ 'z', u"\u03b6\u0396\u1d22" },
	{ 0x0643, u"\u06a9" }, /* kaf */
	{ 0x0647, u"\u06c1\u06be\u06d5" }, /* heh */
	{ 0x064a, u"\u06cc\u0649" }, /* yeh */
	/* clang-format on */
};

/* Runs of letters, and how far each is from its twin in another run. */
static const struct {
	uint16_t first;
	uint16_t last;
	uint16_t way;
} runs[] = {
	{ 0x00c0, 0x00de, 0x20 }, /* capitals */
	{ 0x0391, 0x03a9, 0x20 }, { 0x0400, 0x040f, 0x50 },
	{ 0x0410, 0x042f, 0x20 },
	{ 0x0660, 0x0669, 0x90 }, /* digits of Arabic and Persian */
};

static uint32_t
letter_of(uint32_t c)
{
	if (c >= 'A' && c <= 'Z' && c != 'I')
		return c | 0x20;
	if (c < 0x80 && c != '0' && c != '1' && c != '|')
		return c;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (const char16_t *twin = rows[i].twins; *twin != 0; twin++)
			if (*twin == c)
				return rows[i].letter;
	for (size_t i = 0; i < COUNT(runs); i++)
		if (c >= runs[i].first && c <= runs[i].last)
			return c + runs[i].way;
	return c;
}

uint32_t
twins_next(struct twins *twins)
{
	uint32_t c = 0;

	if (twins->half) {
		twins->half = false;
		return 'n';
	}
	do {
		if (twins->rest.len == 0)
			return 0;
		size_t len = utf8_decode(twins->rest.at, twins->rest.len, &c);
		if (len == 0) { /* no UTF-8: it stands for itself */
			c = (unsigned char)twins->rest.at[0];
			len = 1;
		}
		str_drop(&twins->rest, len);
	} while (c == 0x200c || c == 0x200d);
	c = letter_of(c);
	twins->half = c == 'm';
	return twins->half ? 'r' : c;
}

/* Returns whether all letters are twins; a capital I is one of l if shown. */
static bool
are_twins(struct twins a, struct twins b, bool shown)
{
	uint32_t one, other;

	do {
		one = twins_next(&a);
		other = twins_next(&b);
		if (one == 'I')
			one = shown && other == 'l' ? 'l' : 'i';
		if (other == 'I')
			other = shown && one == 'l' ? 'l' : 'i';
	} while (one == other && one != 0);
	return one == other;
}

bool
twins_alike(struct str a, struct str b)
{
	const struct twins one = { .rest = a }, other = { .rest = b };

	return are_twins(one, other, true);
}

bool
twins_same(struct str a, struct str b)
{
	const struct twins one = { .rest = a }, other = { .rest = b };

	return are_twins(one, other, false);
}

bool
twins_end_in(struct str name, struct str end)
{
	const struct twins other = { .rest = end };
	struct twins twins = { .rest = name };

	do
		if (are_twins(twins, other, false))
			return true;
	while (twins_next(&twins) != 0);
	return false;
}
