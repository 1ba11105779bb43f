/* The filter for strangers' text: see harmless.h. */
#include "text/harmless.h"

#include <stdbool.h>
#include <stdint.h>

#include "shared/text/utf8.h"
#include "text/format.h"

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

/* Returns whether it is ZWNJ, ZWJ or a variation selector. */
static bool
is_joiner(uint32_t c)
{
	return c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f);
}

/*
 * Returns whether the joiner between two characters changes how they look: of
 * letters, it does so in scripts that join them.
 */
static bool
has_meaning(uint32_t before, uint32_t joiner, struct str behind)
{
	uint32_t c;

	if (joiner >= 0xfe00)
		return before >= 0x203c && !is_joiner(before);
	return before >= 0x600 && before != 0x200c && before != 0x200d &&
	    utf8_decode(behind.at, behind.len, &c) > 0 && c >= 0x600 &&
	    unicode_width(c) > 0;
}

/*
 * Returns the character at the beginning with the joiners behind it that have a
 * meaning there, and sets *len to its bytes and those of the joiners that have
 * none, which terminals disagree about.
 */
static struct str
with_joiners(struct str text, size_t *len, uint32_t before)
{
	struct str shown = { text.at, *len };
	uint32_t c;

	for (;;) {
		struct str rest = { text.at + *len, text.len - *len };
		const size_t more = utf8_decode(rest.at, rest.len, &c);
		if (more == 0 || !is_joiner(c))
			return shown;
		str_drop(&rest, more);
		if (*len == shown.len && has_meaning(before, c, rest))
			shown.len += more;
		*len += more;
		before = c;
	}
}

struct str
harmless_replace(struct str text, size_t *len)
{
	uint32_t c;

	*len = format_len(text);
	if (*len > 0)
		return STR("");
	*len = utf8_decode(text.at, text.len, &c);
	if (*len == 0) {
		*len = 1;
		return STR("?");
	}
	if (c == '\t')
		return (struct str) { "    ", HARMLESS_TAB };
	if (c < ' ' || (c >= 0x7f && c < 0xa0))
		return STR("?");
	if (c < 0x7f)
		return (struct str) { text.at, 1 };
	if (c == 0x2028 || c == 0x2029) /* LINE and PARAGRAPH SEPARATOR */
		return STR(" ");
	/* Direction controls, and joiners after nothing. */
	if ((unicode_properties(c) & UNI_HIDDEN) && unicode_width(c) == 0)
		return STR("");
	if (is_blank(c))
		return (struct str) { "  ", (size_t)unicode_width(c) };
	return with_joiners(text, len, c);
}
