/* How much room text takes: see width.h. */
#include "text/width.h"

#include <stdint.h>

#include "shared/utf8.h"

#define ESC '\033'
#define ZWJ 0x200d

/* The length of ESC [ ... and a letter, as we write it ourselves. */
static size_t
sequence_len(struct str text)
{
	size_t len = 2;

	while (len < text.len && (text.at[len] < '@' || text.at[len] > '~'))
		len++;
	return len < text.len ? len + 1 : text.len;
}

/* One code point, and its columns. */
static size_t
point(struct str text, uint32_t *c)
{
	const size_t len = utf8_decode(text.at, text.len, c);

	if (len == 0)
		*c = '?';
	return len > 0 ? len : 1;
}

/* Is it a part of the character before it? */
static size_t
continues(struct str text, uint32_t before)
{
	uint32_t c;
	const size_t len = point(text, &c);

	if (text.at[0] == ESC)
		return 0;
	return unicode_width(c) == 0 || before == ZWJ ? len : 0;
}

size_t
width_first(struct str text, size_t *columns)
{
	uint32_t c = 0;

	*columns = 0;
	if (text.len == 0)
		return 0;
	if (text.at[0] == ESC)
		return sequence_len(text);
	size_t len = point(text, &c);
	*columns = (size_t)unicode_width(c);
	while (len < text.len) {
		const struct str rest = { text.at + len, text.len - len };
		const size_t more = continues(rest, c);
		if (more == 0)
			break;
		(void)point(rest, &c);
		*columns += (size_t)unicode_width(c);
		len += more;
	}
	return len;
}

size_t
width_of(struct str text)
{
	size_t sum = 0;
	size_t columns;

	while (text.len > 0) {
		const size_t len = width_first(text, &columns);
		sum += columns;
		text.at += len;
		text.len -= len;
	}
	return sum;
}

size_t
width_prefix(struct str text, size_t columns)
{
	size_t end = 0;
	size_t sum = 0;
	size_t more;

	while (end < text.len) {
		const struct str rest = { text.at + end, text.len - end };
		const size_t len = width_first(rest, &more);
		if (sum + more > columns)
			break;
		sum += more;
		end += len;
	}
	return end;
}
