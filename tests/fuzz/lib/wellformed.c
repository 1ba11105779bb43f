/* UTF-8 by the book: see wellformed.h. */
#include "wellformed.h"

/* The first two bytes, from and to; those that follow are 80 to BF. */
static const struct {
	unsigned char first[2];
	unsigned char second[2];
	size_t len;
} rows[] = {
	{ { 0xc2, 0xdf }, { 0x80, 0xbf }, 2 },
	{ { 0xe0, 0xe0 }, { 0xa0, 0xbf }, 3 },
	{ { 0xe1, 0xec }, { 0x80, 0xbf }, 3 },
	{ { 0xed, 0xed }, { 0x80, 0x9f }, 3 },
	{ { 0xee, 0xef }, { 0x80, 0xbf }, 3 },
	{ { 0xf0, 0xf0 }, { 0x90, 0xbf }, 4 },
	{ { 0xf1, 0xf3 }, { 0x80, 0xbf }, 4 },
	{ { 0xf4, 0xf4 }, { 0x80, 0x8f }, 4 },
};

static bool
is_from_to(char c, const unsigned char bounds[2])
{
	const unsigned char byte = (unsigned char)c;

	return byte >= bounds[0] && byte <= bounds[1];
}

static bool
is_row(size_t row, struct str text)
{
	static const unsigned char later[2] = { 0x80, 0xbf };

	if (!is_from_to(text.at[0], rows[row].first) ||
	    text.len < rows[row].len ||
	    !is_from_to(text.at[1], rows[row].second))
		return false;
	for (size_t i = 2; i < rows[row].len; i++)
		if (!is_from_to(text.at[i], later))
			return false;
	return true;
}

size_t
wellformed_first(struct str text)
{
	if (text.len == 0)
		return 0;
	if ((unsigned char)text.at[0] <= 0x7f)
		return 1;
	for (size_t row = 0; row < COUNT(rows); row++)
		if (is_row(row, text))
			return rows[row].len;
	return 0;
}

bool
wellformed(struct str text)
{
	while (text.len > 0) {
		const size_t len = wellformed_first(text);
		if (len == 0)
			return false;
		text.at += len;
		text.len -= len;
	}
	return true;
}
