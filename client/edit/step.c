/*
 * From one place in a line to another: see step.h. Where a character begins can
 * be told only from the line's start, for what it is depends on those before
 * it: two halves make a flag, and the third is not of that one.
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

/* Punctuation that is of some scripts and not of all, as letters are. */
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
	{ 0x0964, 0x0965 }, /* of India */
	{ 0x3001, 0x3003 }, /* of China and Japan */
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

/* A letter is of a script; digits of ASCII, and all signs, are of none. */
static bool
is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') ||
		    (unicode_properties(c) & UNI_LATIN) != 0;
	return unicode_scripts(c)->word[0] != UINT64_MAX && !is_punctuation(c);
}

/* Is the character at that place a part of a word? */
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

size_t
step_blank_left(struct str line, size_t at)
{
	while (at > 0 && line.at[at - 1] == ' ')
		at--;
	while (at > 0 && line.at[at - 1] != ' ')
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
