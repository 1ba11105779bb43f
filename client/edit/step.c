/*
 * Moving in a line: see step.h. The start of a character can be found only from
 * the start of the line, for it depends on the characters before: two letters
 * make a flag, and a third begins another.
 */
#include "edit/step.h"

#include <stdbool.h>
#include <stdint.h>

#include "shared/text/utf8.h"
#include "text/width.h"

static size_t
next(struct str line, size_t at)
{
	size_t columns;

	return at +
	    width_first((struct str) { line.at + at, line.len - at }, &columns);
}

size_t
step_right(struct str line, size_t at)
{
	size_t end = 0;

	while (end <= at && end < line.len)
		end = next(line, end);
	return end;
}

size_t
step_left(struct str line, size_t at)
{
	size_t start = 0;

	for (size_t end = 0; end < at && end < line.len;
	     end = next(line, start))
		start = end;
	return start;
}

/* Punctuation that belongs to particular scripts, as letters do. */
static const struct {
	uint32_t first, last;
} punctuation[] = {
	{ 0x037e, 0x037e }, /* Greek */
	{ 0x055a, 0x055f }, /* Armenian */
	{ 0x0589, 0x058a },
	{ 0x05be, 0x05be }, /* Hebrew */
	{ 0x05f3, 0x05f4 },
	{ 0x060c, 0x060d }, /* Arabic */
	{ 0x061b, 0x061f },
	{ 0x066a, 0x066d },
	{ 0x06d4, 0x06d4 },
	{ 0x0964, 0x0965 }, /* Indian scripts */
	{ 0x3001, 0x3003 }, /* Chinese and Japanese */
	{ 0x3008, 0x3020 },
	{ 0x30fb, 0x30fb },
};

static bool
is_punctuation(uint32_t c)
{
	for (size_t i = 0; i < COUNT(punctuation); i++)
		if (c >= punctuation[i].first && c <= punctuation[i].last)
			return true;
	return false;
}

/*
 * Returns whether words can contain the character: an ASCII letter or digit, or
 * any character of a particular script but its punctuation.
 */
static bool
is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') ||
		    (unicode_properties(c) & UNI_LATIN) != 0;
	return unicode_scripts(c)->word[0] != UINT64_MAX && !is_punctuation(c);
}

/* Returns whether the character at the place is part of a word. */
static bool
is_word(struct str line, size_t at)
{
	uint32_t c = 0;

	return utf8_decode(line.at + at, line.len - at, &c) > 0 && is_letter(c);
}

size_t
step_word_right(struct str line, size_t at)
{
	while (at < line.len && !is_word(line, at))
		at = next(line, at);
	while (at < line.len && is_word(line, at))
		at = next(line, at);
	return at;
}

size_t
step_word_left(struct str line, size_t at)
{
	size_t start = 0;
	bool before = false;

	for (size_t here = 0; here < at; here = next(line, here)) {
		const bool word = is_word(line, here);
		if (word && !before)
			start = here;
		before = word;
	}
	return start;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n';
}

size_t
step_blank_left(struct str line, size_t at)
{
	while (at > 0 && is_blank(line.at[at - 1]))
		at--;
	while (at > 0 && !is_blank(line.at[at - 1]))
		at--;
	return at;
}

size_t
step_fit(struct str line, size_t columns)
{
	size_t sum = width_of(line);
	size_t at = 0;
	size_t less;

	while (sum > columns) {
		at += width_first(
		    (struct str) { line.at + at, line.len - at }, &less);
		sum -= less;
	}
	return at;
}
