/*
 * Properties and widths of characters: see utf8.h. The ranges come from the
 * Unicode Character Database by way of mkunicode; ASCII, which most characters
 * are, is decided here.
 */
#include "str.h"
#include "utf8.h"

struct range {
	uint32_t first;
	uint32_t last;
	uint8_t value; /* UNI_..., or a width */
};

#include "unicode_table.h"

/* What the table says of the character; other where it says nothing. */
static unsigned
look_up(const struct range *table, size_t rows, uint32_t c, unsigned other)
{
	size_t low = 0;
	size_t high = rows;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (c > table[middle].last)
			low = middle + 1;
		else if (c < table[middle].first)
			high = middle;
		else
			return table[middle].value;
	}
	return other;
}

static unsigned
ascii_properties(uint32_t c)
{
	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return UNI_SPACE;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return UNI_LATIN;
	return 0;
}

unsigned
unicode_properties(uint32_t character)
{
	if (character < 0x80)
		return ascii_properties(character);
	return look_up(property_ranges, COUNT(property_ranges), character, 0);
}

int
unicode_width(uint32_t character)
{
	if (character < 0x80)
		return character >= ' ' && character != 0x7f;
	return (int)look_up(width_ranges, COUNT(width_ranges), character, 1);
}
