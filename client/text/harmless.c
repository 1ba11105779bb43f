/* The filter for strangers' text: see harmless.h. */
#include "text/harmless.h"

#include <stdbool.h>
#include <stdint.h>

#include "shared/text/utf8.h"
#include "text/format.h"

/*
 * Returns whether the character takes no column and is not part of a letter;
 * the direction controls are such characters. Exceptions are ZWNJ and ZWJ,
 * which some languages and emoji need, and the variation selectors.
 */
static bool
is_invisible(uint32_t c)
{
	if (c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f))
		return false;
	return (unicode_properties(c) & UNI_HIDDEN) && unicode_width(c) == 0;
}

/* Returns whether c is LINE SEPARATOR or PARAGRAPH SEPARATOR. */
static bool
ends_line(uint32_t c)
{
	return c == 0x2028 || c == 0x2029;
}

/*
 * Returns whether the character is blank but takes columns. It would look like
 * a space at which lines are not wrapped: the text after it could begin a row
 * and pass for a line of its own.
 */
static bool
is_blank(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} blanks[] = {
		{ 0x00a0, 0x00a0 },
		{ 0x115f, 0x1160 }, /* Hangul fillers, as are 3164 and FFA0 */
		{ 0x1680, 0x1680 },
		{ 0x2000, 0x200a },
		{ 0x202f, 0x202f },
		{ 0x205f, 0x205f },
		{ 0x2800, 0x2800 }, /* Braille blank */
		{ 0x3000, 0x3000 },
		{ 0x3164, 0x3164 },
		{ 0xffa0, 0xffa0 },
	};

	for (size_t i = 0; i < COUNT(blanks); i++)
		if (c >= blanks[i].first && c <= blanks[i].last)
			return true;
	return false;
}

/*
 * Returns the replacement for the first len bytes, which are one ASCII
 * character.
 */
static struct str
show_ascii(struct str text, size_t *len)
{
	const char c = text.at[0];

	*len = format_len(text);
	if (*len > 0)
		return STR("");
	*len = 1;
	if (c == '\t')
		return (struct str) { "    ", HARMLESS_TAB };
	if (c < ' ' || c == 0x7f)
		return STR("?");
	return (struct str) { text.at, 1 };
}

struct str
harmless_replace(struct str text, size_t *len)
{
	uint32_t c;

	*len = utf8_decode(text.at, text.len, &c);
	if (*len == 1)
		return show_ascii(text, len);
	if (*len == 0 || c < 0xa0) {
		*len = *len == 0 ? 1 : *len;
		return STR("?");
	}
	if (ends_line(c))
		return STR(" ");
	if (is_invisible(c))
		return STR("");
	if (is_blank(c))
		return (struct str) { "  ", (size_t)unicode_width(c) };
	return (struct str) { text.at, *len };
}

bool
harmless_is(struct str text)
{
	size_t len;

	for (; text.len > 0; str_drop(&text, len)) {
		const struct str shown = harmless_replace(text, &len);
		if (!str_eq(shown, (struct str) { text.at, len }))
			return false;
	}
	return true;
}
