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

struct pair {
	uint32_t base;
	uint32_t mark;
};

#include "unicode_pairs.h"
#include "unicode_table.h"

/* Parts of Hangul syllables: the Unicode Standard, section 3.12. */
#define L_BASE 0x1100
#define L_COUNT 19
#define V_BASE 0x1161
#define V_COUNT 21
#define T_BASE 0x11a7
#define T_COUNT 28
#define S_BASE 0xac00
#define S_COUNT (L_COUNT * V_COUNT * T_COUNT)

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

/* A syllable of two or three parts is a character of its own. */
static bool
are_hangul(uint32_t base, uint32_t mark)
{
	if (base - L_BASE < L_COUNT)
		return mark - V_BASE < V_COUNT;
	return base - S_BASE < S_COUNT && (base - S_BASE) % T_COUNT == 0 &&
	    mark - T_BASE - 1 < T_COUNT - 1;
}

bool
unicode_composes(uint32_t base, uint32_t mark)
{
	size_t low = 0;
	size_t high = COUNT(pairs);

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct pair *pair = &pairs[middle];
		if (pair->base == base && pair->mark == mark)
			return true;
		if (pair->base < base ||
		    (pair->base == base && pair->mark < mark))
			low = middle + 1;
		else
			high = middle;
	}
	return are_hangul(base, mark);
}
