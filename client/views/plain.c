/* Plain text: see plain.h. */
#include "views/plain.h"

/* Returns the length of a sequence "ESC [ ... m" at the front, or 0. */
static size_t
sequence(struct str text)
{
	size_t len = 2;

	if (text.len < 2 || text.at[0] != '\033' || text.at[1] != '[')
		return 0;
	while (len < text.len && (text.at[len] < '@' || text.at[len] > '~'))
		len++;
	return len < text.len ? len + 1 : len;
}

/*
 * Returns the length of a direction isolate at the front (U+2066 to U+2069), or
 * 0.
 */
static size_t
isolate(struct str text)
{
	if (text.len < 3 || !str_begins(text, STR("\xe2\x81")))
		return 0;
	const unsigned char last = (unsigned char)text.at[2];
	return last >= 0xa6 && last <= 0xa9 ? 3 : 0;
}

size_t
plain_skip(struct str text)
{
	const unsigned char c = (unsigned char)text.at[0];
	const size_t len = sequence(text) + isolate(text);

	if (len > 0)
		return len;
	return (c < ' ' && c != '\t') || c == 0x7f ? 1 : 0;
}
