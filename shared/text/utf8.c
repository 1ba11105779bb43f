/* Decoding UTF-8: see utf8.h. */
#include "shared/text/utf8.h"

/* Returns the length of a character, by its first byte; 0: not a first byte. */
static size_t
length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc0) /* a continuation byte */
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf5 ? 4 : 0;
}

/* Returns whether len bytes may encode the character: RFC 3629, section 4. */
static bool
is_allowed(uint32_t c, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return c >= least[len] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

size_t
utf8_decode(const char *s, size_t len, uint32_t *character)
{
	const size_t wanted = len > 0 ? length((unsigned char)s[0]) : 0;
	uint32_t c;

	if (wanted == 0 || wanted > len)
		return 0;
	c = (unsigned char)s[0];
	if (wanted > 1)
		c &= 0x7fU >> wanted;
	for (size_t i = 1; i < wanted; i++) {
		const unsigned char next = (unsigned char)s[i];
		if ((next & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (next & 0x3f);
	}
	if (!is_allowed(c, wanted))
		return 0;
	*character = c;
	return wanted;
}

bool
utf8_is_valid(const char *s, size_t len)
{
	uint32_t character;
	size_t at = 0, size;

	while ((size = utf8_decode(s + at, len - at, &character)) > 0)
		at += size;
	return at == len;
}
