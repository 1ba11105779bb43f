/* IRC formatting codes: see format.h. */
#include "text/format.h"

#include <string.h>

enum {
	CTCP = 0x01,
	BOLD = 0x02,
	COLOUR = 0x03, /* one or two digits; the same again after a comma */
	HEX_COLOUR = 0x04, /* six hex digits; six more after a comma */
	RESET = 0x0f,
	MONOSPACE = 0x11, /* changes nothing: all text here is monospaced */
	REVERSE = 0x16,
	ITALIC = 0x1d,
	STRIKE = 0x1e,
	UNDERLINE = 0x1f
};
enum { COLOUR_DIGITS = 2, HEX_COLOUR_DIGITS = 6 };

/* Returns the digits of a colour at that place, six hex ones or two. */
static struct str
digits(struct str text, size_t at, bool hex)
{
	static const char known[] = "0123456789abcdefABCDEF";
	const size_t most = hex ? HEX_COLOUR_DIGITS : COLOUR_DIGITS;
	size_t count = 0;

	while (count < most && at + count < text.len &&
	    memchr(known, text.at[at + count], hex ? 22 : 10) != NULL)
		count++;
	return (struct str) { text.at + at, count };
}

/*
 * Returns the length of a colour code with its digits, those of the background
 * included. Sets *fore and *back to the digits of each colour.
 */
static size_t
colour_len(struct str text, struct str *fore, struct str *back)
{
	const bool hex = text.at[0] == HEX_COLOUR;

	*fore = digits(text, 1, hex);
	*back = (struct str) { text.at, 0 };
	const size_t len = 1 + fore->len;
	if (fore->len > 0 && len < text.len && text.at[len] == ',')
		*back = digits(text, len + 1, hex);
	return len + (back->len > 0 ? 1 + back->len : 0);
}

size_t
format_len(struct str text)
{
	static const char codes[] = { CTCP, BOLD, COLOUR, HEX_COLOUR, RESET,
		MONOSPACE, REVERSE, ITALIC, STRIKE, UNDERLINE };
	struct str fore, back;

	if (text.len == 0 || text.at[0] >= ' ' ||
	    memchr(codes, text.at[0], sizeof(codes)) == NULL)
		return 0;
	if (text.at[0] == COLOUR || text.at[0] == HEX_COLOUR)
		return colour_len(text, &fore, &back);
	return 1;
}

/*
 * The colours of IRC (https://modern.ircdocs.horse/formatting) as indices into
 * xterm's 256, of which the first 16 use the terminal's own palette.
 */
static const unsigned char colours[] = { 15, 0, 4, 2, 9, 1, 5, 3, 11, 10, 6, 14,
	12, 13, 8, 7 };

/*
 * Returns the index, or the default: also for 16 to 98 and six digits, as few
 * send them.
 */
static unsigned
index_of(char code, struct str number)
{
	uint64_t which;

	if (code == HEX_COLOUR ||
	    !str_to_number(number, COUNT(colours) - 1, &which))
		return STYLE_DEFAULT;
	return colours[which];
}

void
format_apply(sgr *style, struct str code)
{
	static const struct {
		char code;
		sgr mark;
	} marks[] = {
		{ BOLD, STYLE_BOLD },
		{ REVERSE, STYLE_REVERSE },
		{ ITALIC, STYLE_ITALIC },
		{ STRIKE, STYLE_STRIKE },
		{ UNDERLINE, STYLE_UNDERLINE },
	};
	struct str fore, back;

	for (size_t i = 0; i < COUNT(marks); i++)
		if (marks[i].code == code.at[0])
			*style ^= marks[i].mark;
	if (code.at[0] == RESET)
		*style = 0;
	if (code.at[0] != COLOUR && code.at[0] != HEX_COLOUR)
		return;
	/*
	 * Without a number it ends both colours; without a second number the
	 * background stays.
	 */
	(void)colour_len(code, &fore, &back);
	*style = style_paint(*style, STYLE_FORE, index_of(code.at[0], fore));
	if (back.len > 0 || fore.len == 0)
		*style =
		    style_paint(*style, STYLE_BACK, index_of(code.at[0], back));
}

bool
format_is_action(struct str text, struct str *phrase)
{
	if (!str_skip(&text, STR("\001ACTION")))
		return false;
	if (text.len > 0 && text.at[text.len - 1] == CTCP)
		text.len--;
	else if (text.len == 0)
		return false;
	if (text.len > 0 && text.at[0] != ' ')
		return false;
	*phrase =
	    text.len == 0 ? text : (struct str) { text.at + 1, text.len - 1 };
	return true;
}
