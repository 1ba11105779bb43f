/* shared/text/utf8: the decoder, over every character and every bad form. */
#include "shared/text/utf8.h"

#include "shared/str.h"
#include "tests/lib/tap.h"

static void
decodes(void)
{
	static const struct {
		struct str bytes;
		size_t len;
		uint32_t character;
	} rows[] = {
		{ { "", 0 }, 0, 0 },
		{ { "\0", 1 }, 1, 0 },
		{ { "a", 1 }, 1, 'a' },
		{ { "ab", 2 }, 1, 'a' },
		{ { "\x7f", 1 }, 1, 0x7f },
		{ { "\x80", 1 }, 0, 0 }, /* continues nothing */
		{ { "\xbf", 1 }, 0, 0 },
		{ { "\xc0\x80", 2 }, 0, 0 }, /* overlong */
		{ { "\xc1\xbf", 2 }, 0, 0 },
		{ { "\xc2\x80", 2 }, 2, 0x80 },
		{ { "\xc2", 1 }, 0, 0 }, /* cut short */
		{ { "\xc2\x7f", 2 }, 0, 0 }, /* does not go on */
		{ { "\xc2\xc0", 2 }, 0, 0 },
		{ { "\xdf\xbf", 2 }, 2, 0x7ff },
		{ { "\xe0\x9f\xbf", 3 }, 0, 0 }, /* overlong */
		{ { "\xe0\xa0\x80", 3 }, 3, 0x800 },
		{ { "\xe0\xa0", 2 }, 0, 0 },
		{ { "\xe0\xa0\x41", 3 }, 0, 0 },
		{ { "\xed\x9f\xbf", 3 }, 3, 0xd7ff },
		{ { "\xed\xa0\x80", 3 }, 0, 0 }, /* surrogates */
		{ { "\xed\xbf\xbf", 3 }, 0, 0 },
		{ { "\xee\x80\x80", 3 }, 3, 0xe000 },
		{ { "\xef\xbf\xbf", 3 }, 3, 0xffff },
		{ { "\xf0\x8f\xbf\xbf", 4 }, 0, 0 }, /* overlong */
		{ { "\xf0\x90\x80\x80", 4 }, 4, 0x10000 },
		{ { "\xf0\x90\x80", 3 }, 0, 0 },
		{ { "\xf4\x8f\xbf\xbf", 4 }, 4, 0x10ffff },
		{ { "\xf4\x90\x80\x80", 4 }, 0, 0 }, /* above the last */
		{ { "\xf5\x80\x80\x80", 4 }, 0, 0 },
		{ { "\xf8\x88\x80\x80\x80", 5 }, 0, 0 },
		{ { "\xfe", 1 }, 0, 0 },
		{ { "\xff", 1 }, 0, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t character = 0;
		TAP_NUM(utf8_decode(
			    rows[i].bytes.at, rows[i].bytes.len, &character),
		    rows[i].len, "row %zu: the length", i);
		TAP_NUM(character, rows[i].character, "row %zu: U+%04X", i,
		    (unsigned)rows[i].character);
	}
}

/* The way back, written otherwise than the decoder. */
static size_t
encode(uint32_t c, char bytes[4])
{
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t len = 1;

	if (c >= 0x80)
		len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = len; i-- > 1; c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(leads[len] | c);
	return len;
}

static void
decodes_every_character(void)
{
	size_t wrong = 0;

	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char bytes[4];
		uint32_t found = c + 1;
		const size_t len = encode(c, bytes);
		const bool surrogate = c >= 0xd800 && c <= 0xdfff;
		const size_t got = utf8_decode(bytes, len, &found);
		if (surrogate ? got != 0 : got != len || found != c)
			wrong++;
		if (utf8_decode(bytes, len - 1, &found) != 0)
			wrong++;
	}
	TAP_NUM(wrong, 0, "every character, whole and cut short");
}

int
main(void)
{
	decodes();
	decodes_every_character();
	return tap_done();
}
