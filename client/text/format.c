/* IRC formatting codes: see format.h. */
#include "text/format.h"

#include <string.h>

enum {
	CTCP = 0x01,
	COLOUR = 0x03, /* one or two digits; the same again after a comma */
	HEX_COLOUR = 0x04, /* six hex digits; six more after a comma */
};
enum { COLOUR_DIGITS = 2, HEX_COLOUR_DIGITS = 6 };

/*
 * CTCP, bold, the colours, reset, monospace, reverse, italic, struck out,
 * underlined.
 */
static const char codes[] = "\x01\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f";

/* Returns how many digits of a colour stand there, six hex ones or two. */
static size_t
count_digits(struct str text, size_t at, bool hex)
{
	static const char known[] = "0123456789abcdefABCDEF";
	const size_t most = hex ? HEX_COLOUR_DIGITS : COLOUR_DIGITS;
	size_t count = 0;

	while (count < most && at + count < text.len &&
	    memchr(known, text.at[at + count], hex ? 22 : 10) != NULL)
		count++;
	return count;
}

size_t
format_len(struct str text)
{
	if (text.len == 0 || text.at[0] >= ' ' ||
	    memchr(codes, text.at[0], LITERAL_LEN(codes)) == NULL)
		return 0;
	const bool hex = text.at[0] == HEX_COLOUR;
	if (text.at[0] != COLOUR && !hex)
		return 1;
	const size_t len = 1 + count_digits(text, 1, hex);
	if (len == 1 || len == text.len || text.at[len] != ',')
		return len;
	const size_t back = count_digits(text, len + 1, hex);
	return len + (back > 0 ? 1 + back : 0);
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
