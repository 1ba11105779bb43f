/* Finding a name in a text: see mention.h. */
#include "text/mention.h"

#include <stdint.h>

#include "shared/grammar.h"
#include "shared/text/utf8.h"

#define ZWNJ 0x200c

/*
 * Returns whether the text begins with a letter of a script that separates
 * words with spaces, or with a digit, "_" or ZWNJ. In other scripts a name
 * needs no spaces around it.
 */
static bool
is_letter(struct str text)
{
	const unsigned scripts =
	    UNI_LATIN | UNI_GREEK | UNI_CYRILLIC | UNI_ARABIC;
	uint32_t c;

	if (utf8_decode(text.at, text.len, &c) == 0)
		return false;
	return (c >= '0' && c <= '9') || c == '_' || c == ZWNJ ||
	    (unicode_properties(c) & scripts) != 0;
}

/*
 * Returns whether the text begins with a sign that a name may have between its
 * letters, such as the dash of rob-2.
 */
static bool
is_link(struct str text)
{
	return text.len > 1 && (text.at[0] == '-' || text.at[0] == '.') &&
	    is_letter((struct str) { text.at + 1, text.len - 1 });
}

/* Returns whether byte at of the text is between two letters of a word. */
static bool
is_within(struct str text, size_t at)
{
	size_t before = at;

	if (at == 0 || at == text.len)
		return false;
	do
		before--;
	while (before > 0 && ((unsigned char)text.at[before] & 0xc0) == 0x80);
	return is_letter((struct str) { text.at + at, text.len - at }) &&
	    is_letter((struct str) { text.at + before, text.len - before });
}

/* Returns whether a longer name ends behind these bytes of the text. */
static bool
is_longer_before(struct str text, size_t at)
{
	return is_within(text, at) ||
	    (at > 1 &&
		is_link((struct str) { text.at + at - 1, text.len - at + 1 }) &&
		is_letter((struct str) { text.at + at - 2, 2 }));
}

/* Returns whether the name at these bytes of the text goes on behind them. */
static bool
is_longer_behind(struct str text, size_t at, size_t end)
{
	const struct str rest = { text.at + end, text.len - end };
	uint32_t c;
	const size_t len = utf8_decode(rest.at, rest.len, &c);

	if (is_within(text, end) || is_link(rest))
		return true;
	return len > 0 && (unicode_properties(c) & UNI_MARK) != 0 &&
	    name_check((struct str) { text.at + at, end + len - at }) ==
	    CODE_OK;
}

bool
mention_in(struct str text, struct str name)
{
	for (size_t at = 0; name.len > 0 && at + name.len <= text.len; at++) {
		const struct str part = { text.at + at, name.len };
		if (str_caseeq(part, name) && !is_longer_before(text, at) &&
		    !is_longer_behind(text, at, at + name.len))
			return true;
	}
	return false;
}
