/* The room that text takes: see width.h. */
#include "text/width.h"

#include <stdint.h>

#include "shared/text/utf8.h"

#define ESC '\033'
#define ZWJ 0x200d
#define TEXT_SELECTOR 0xfe0e /* VS15 */
#define PICTURE_SELECTOR 0xfe0f /* VS16 */

/*
 * Returns the length of an escape sequence as we write them, ESC [ ... and a
 * letter; all of the text if the letter is missing.
 */
static size_t
sequence_len(struct str text)
{
	size_t len = 2;

	while (len < text.len && (text.at[len] < '@' || text.at[len] > '~'))
		len++;
	return len < text.len ? len + 1 : text.len;
}

/* Decodes one code point; a byte that is not UTF-8 becomes '?'. */
static size_t
point(struct str text, uint32_t *c)
{
	const size_t len = utf8_decode(text.at, text.len, c);

	if (len == 0)
		*c = '?';
	return len > 0 ? len : 1;
}

/* Returns whether it is a regional indicator; two of them make a flag. */
static bool
is_flag_letter(uint32_t c)
{
	return c >= 0x1f1e6 && c <= 0x1f1ff;
}

/* Returns whether it is an emoji, or like those that ZWJ joins: no letter. */
static bool
is_picture(uint32_t c)
{
	return c >= 0x2190 && unicode_scripts(c).word[0] == UINT64_MAX &&
	    !is_flag_letter(c);
}

/* Hangul: parts of a syllable, and a syllable of two or three in one. */
enum hangul { NO_HANGUL, LEADING, VOWEL, TRAILING, OPEN, CLOSED };

static enum hangul
hangul(uint32_t c)
{
	if (c - 0x1100 < 0x60 || c - 0xa960 < 0x1d)
		return LEADING;
	if (c - 0x1160 < 0x48 || c - 0xd7b0 < 0x17)
		return VOWEL;
	if (c - 0x11a8 < 0x58 || c - 0xd7cb < 0x31)
		return TRAILING;
	if (c - 0xac00 < 11172)
		return (c - 0xac00) % 28 == 0 ? OPEN : CLOSED;
	return NO_HANGUL;
}

/* Returns whether a code point belongs to the syllable that the other ends. */
static bool
continues_syllable(uint32_t before, uint32_t c)
{
	const enum hangul part = hangul(c);

	switch (hangul(before)) {
	case LEADING:
		return part != NO_HANGUL && part != TRAILING;
	case VOWEL:
	case OPEN:
		return part == VOWEL || part == TRAILING;
	case TRAILING:
	case CLOSED:
		return part == TRAILING;
	default:
		return false;
	}
}

/*
 * Returns whether a code point belongs to the character that has so many before
 * it, the first and the latest of which are given: Unicode Standard Annex 29,
 * but for signs that join what comes after them, which terminals draw apart.
 */
static bool
continues(uint32_t first, uint32_t before, size_t points, uint32_t c)
{
	if (c < ' ' || (c >= 0x7f && c < 0xa0))
		return false;
	if (hangul(c) != NO_HANGUL)
		return continues_syllable(before, c);
	if (unicode_width(c) == 0 || (unicode_properties(c) & UNI_JOINS) != 0)
		return true;
	if (is_flag_letter(c))
		return points == 1 && is_flag_letter(before);
	return before == ZWJ && is_picture(first) && is_picture(c);
}

/* Returns the columns of a code point by itself. */
static size_t
columns_alone(uint32_t c)
{
	if (c == '\n')
		return 1; /* the sign of render_typed */
	return (size_t)unicode_width(c);
}

size_t
width_first(struct str text, size_t *columns)
{
	uint32_t first, before, c;
	size_t len, more;

	*columns = 0;
	if (text.len == 0)
		return 0;
	/* Most are ASCII, with nothing behind it that could join it. */
	if (text.at[0] >= ' ' && text.at[0] < 0x7f &&
	    (text.len == 1 || (unsigned char)text.at[1] < 0x80)) {
		*columns = 1;
		return 1;
	}
	if (text.at[0] == ESC)
		return sequence_len(text);
	size_t end = point(text, &first);
	*columns = columns_alone(first);
	before = first;
	for (size_t points = 1; end < text.len; points++) {
		len = point((struct str) { text.at + end, text.len - end }, &c);
		more = columns_alone(c);
		if (!continues(first, before, points, c) ||
		    end + len > WIDTH_BYTES || *columns + more > WIDTH_COLUMNS)
			break;
		end += len;
		*columns += more;
		before = c;
	}
	return end;
}

size_t
width_of(struct str text)
{
	size_t sum = 0;
	size_t columns;

	for (; text.len > 0; sum += columns)
		str_drop(&text, width_first(text, &columns));
	return sum;
}

size_t
width_prefix(struct str text, size_t columns)
{
	size_t end = 0;
	size_t more;

	while (end < text.len) {
		const size_t len = width_first(
		    (struct str) { text.at + end, text.len - end }, &more);
		if (more > columns)
			break;
		columns -= more;
		end += len;
	}
	return end;
}

bool
width_is_sure(struct str character)
{
	uint32_t before = 0;
	uint32_t c;

	while (character.len > 0) {
		const size_t len = point(character, &c);
		const unsigned is = unicode_properties(c);
		if (is_flag_letter(c) || c == ZWJ || c == TEXT_SELECTOR ||
		    c == PICTURE_SELECTOR ||
		    (is & (UNI_UNASSIGNED | UNI_RECENT)) != 0 ||
		    (before != 0 &&
			((is & UNI_JOINS) != 0 || hangul(c) != NO_HANGUL)))
			return false;
		before = c;
		str_drop(&character, len);
	}
	return true;
}
