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

static bool
is_tone(uint32_t c)
{
	return c >= 0x1f3fb && c <= 0x1f3ff;
}

static bool
is_control(uint32_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0);
}

/* A character, as far as it has been read. */
struct character {
	size_t len;
	size_t columns;
	size_t points;
	uint32_t before; /* the latest one */
};

static bool
continues(const struct character *so_far, uint32_t c)
{
	const uint32_t before = so_far->before;

	if (is_control(c))
		return false;
	if (unicode_width(c) == 0 || before == ZWJ)
		return true;
	if (is_flag_letter(c))
		return so_far->points == 1 && is_flag_letter(before);
	return is_tone(c) && unicode_width(before) == 2;
}

/* Returns the columns of a code point by itself. */
static size_t
columns_alone(uint32_t c)
{
	if (c == '\n')
		return 1; /* the sign of render_typed */
	return (size_t)unicode_width(c);
}

/*
 * Adds the first code point of the text to the character. Returns false, with
 * the character unchanged, if it does not belong to it.
 */
static bool
width_take(struct character *so_far, struct str text)
{
	uint32_t c;
	const size_t len = point(text, &c);

	if (!continues(so_far, c))
		return false;
	const size_t columns = so_far->columns + columns_alone(c);
	if (so_far->len + len > WIDTH_BYTES || columns > WIDTH_COLUMNS)
		return false;
	so_far->len += len;
	so_far->columns = columns;
	so_far->points++;
	so_far->before = c;
	return true;
}

/*
 * Returns whether the text begins with a printable ASCII character that cannot
 * be part of a longer one, because ASCII or nothing follows.
 */
static bool
is_plain(struct str text)
{
	return text.at[0] >= ' ' && text.at[0] < 0x7f &&
	    (text.len == 1 || (unsigned char)text.at[1] < 0x80);
}

size_t
width_first(struct str text, size_t *columns)
{
	struct character first = { .points = 1 };

	*columns = 0;
	if (text.len == 0)
		return 0;
	if (is_plain(text)) { /* most are */
		*columns = 1;
		return 1;
	}
	if (text.at[0] == ESC)
		return sequence_len(text);
	first.len = point(text, &first.before);
	first.columns = columns_alone(first.before);
	while (first.len < text.len &&
	    width_take(&first,
		(struct str) { text.at + first.len, text.len - first.len }))
		;
	*columns = first.columns;
	return first.len;
}

size_t
width_of(struct str text)
{
	size_t sum = 0;
	size_t columns;

	while (text.len > 0) {
		const size_t len = width_first(text, &columns);
		sum += columns;
		str_drop(&text, len);
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

bool
width_is_sure(struct str character)
{
	uint32_t before = 0;
	uint32_t c;

	while (character.len > 0) {
		const size_t len = point(character, &c);
		if (before == ZWJ || is_flag_letter(c) || c == TEXT_SELECTOR ||
		    c == PICTURE_SELECTOR || (before != 0 && is_tone(c)))
			return false;
		before = c;
		str_drop(&character, len);
	}
	return true;
}
