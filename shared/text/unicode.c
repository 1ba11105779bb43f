/*
 * Properties and widths of characters: see utf8.h. mkunicode makes the table
 * from the Unicode Character Database; ASCII, the most common case, is handled
 * here.
 */
#include "shared/str.h"
#include "shared/text/utf8.h"

/*
 * A start is a value that holds from its first character to that of the next
 * one, in the bits above those of the character.
 */
#define START_FIRST(start) ((start)&0x1fffff)
#define START_VALUE(start) ((start) >> 21)

/* A trait is a kind, and the scripts: a bit, or behind these a row of sets. */
#define TRAIT_KIND(trait) ((trait) >> 8)
#define TRAIT_SCRIPTS(trait) ((trait)&0xff)
#define WORD_BITS 64
#define SCRIPT_BITS (3 * WORD_BITS)

#include "shared/text/unicode_table.h"

/* Parts of Hangul syllables: the Unicode Standard, section 3.12. */
#define L_BASE 0x1100
#define L_COUNT 19
#define V_BASE 0x1161
#define V_COUNT 21
#define T_BASE 0x11a7
#define T_COUNT 28
#define S_BASE 0xac00
#define S_COUNT (L_COUNT * V_COUNT * T_COUNT)

/* Returns that of the last start that does not come after the character. */
static unsigned
trait_of(uint32_t c)
{
	size_t low = 0;
	size_t high = COUNT(trait_starts);

	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;
		if (START_FIRST(trait_starts[middle]) <= c)
			low = middle;
		else
			high = middle;
	}
	return traits[START_VALUE(trait_starts[low])];
}

const struct uni_kind *
unicode_kind(uint32_t character)
{
	return &kinds[TRAIT_KIND(trait_of(character))];
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
	return unicode_kind(character)->properties;
}

struct uni_scripts
unicode_scripts(uint32_t character)
{
	const unsigned scripts = TRAIT_SCRIPTS(trait_of(character));
	struct uni_scripts one = { { 0 } };

	if (scripts >= SCRIPT_BITS)
		return script_sets[scripts - SCRIPT_BITS];
	one.word[scripts / WORD_BITS] = UINT64_C(1) << scripts % WORD_BITS;
	return one;
}

int
unicode_width(uint32_t character)
{
	if (character < 0x80)
		return character >= ' ' && character != 0x7f;
	return unicode_kind(character)->width;
}

/*
 * Returns whether the two are parts of a Hangul syllable, which is one
 * character.
 */
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
		const uint32_t first = START_FIRST(pairs[middle]);
		const uint32_t other = marks[START_VALUE(pairs[middle])];
		if (first == base && other == mark)
			return true;
		if (first < base || (first == base && other < mark))
			low = middle + 1;
		else
			high = middle;
	}
	return are_hangul(base, mark);
}
