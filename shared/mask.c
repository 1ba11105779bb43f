/* Masks with stars: see mask.h. */
#include "mask.h"

#include <stdint.h>
#include <string.h>

/*
 * The words of a state set. A part of up to PART_MOST bytes is searched in one
 * pass over the text.
 */
#define STATES 4
#define STATE_BITS 64
#define PART_MOST ((size_t)STATES * STATE_BITS)

/* The steps to prepare a part, in addition to one for each of its bytes. */
#define PART_STEPS 16

/* A set of places in a part. */
struct places {
	uint64_t word[STATES];
};

/*
 * A part between two stars, prepared for the search: the places where each byte
 * may occur in it. Bytes that do not occur share row 0, which is empty.
 */
struct part {
	struct places row[PART_MOST + 1];
	uint8_t row_of[UINT8_MAX + 1];
	struct places any; /* the '?'s */
	size_t len; /* at most PART_MOST */
	size_t words; /* words that it needs */
};

/* Returns whether the byte continues a character. */
static bool
goes_on(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Drops one UTF-8 character. */
static void
drop_character(struct str *text)
{
	do
		str_drop(text, 1);
	while (text->len > 0 && goes_on(text->at[0]));
}

/* Drops the common beginning of both, up to the mask's first star. */
static void
drop_same(struct str *mask, struct str *text, size_t *steps)
{
	while (mask->len > 0 && mask->at[0] != '*' && text->len > 0) {
		++*steps;
		if (mask->at[0] == '?')
			drop_character(text);
		else if (str_lower(mask->at[0]) == str_lower(text->at[0]))
			str_drop(text, 1);
		else
			return;
		str_drop(mask, 1);
	}
}

/* Drops the star at the front; false if there is none. */
static bool
drop_star(struct str *mask)
{
	if (mask->len == 0 || mask->at[0] != '*')
		return false;
	str_drop(mask, 1);
	return true;
}

/* Cuts off the part before the first star; false if there is none. */
static bool
cut_part(struct str *mask, struct str *part)
{
	const char *star =
	    mask->len > 0 ? memchr(mask->at, '*', mask->len) : NULL;

	if (star == NULL)
		return false;
	*part = (struct str) { mask->at, (size_t)(star - mask->at) };
	str_drop(mask, part->len + 1);
	return true;
}

static size_t
characters(struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += !goes_on(text.at[i]);
	return count;
}

/* Returns whether the part, which has no star, matches the end of the text. */
static bool
ends_with(struct str text, struct str part, size_t *steps)
{
	size_t count = characters(part), at = text.len;

	*steps += part.len;
	while (count > 0 && at > 0)
		count -= !goes_on(text.at[--at]);
	str_drop(&text, at);
	drop_same(&part, &text, steps);
	return part.len == 0 && text.len == 0;
}

static void
add_place(struct places *places, size_t place)
{
	places->word[place / STATE_BITS] |= (uint64_t)1 << place % STATE_BITS;
}

/* Prepares the first PART_MOST bytes of the part. */
static void
part_init(struct part *part, struct str text)
{
	uint8_t rows = 0; /* the number of rows fits */

	part->len = text.len < PART_MOST ? text.len : PART_MOST;
	part->words = (part->len + STATE_BITS - 1) / STATE_BITS;
	part->any = part->row[0] = (struct places) { { 0 } };
	memset(part->row_of, 0, sizeof(part->row_of));
	for (size_t i = 0; i < part->len; i++) {
		uint8_t *row = &part->row_of[str_lower(text.at[i])];
		if (text.at[i] == '?') {
			add_place(&part->any, i);
			continue;
		}
		if (*row == 0)
			part->row[ *row = ++rows] = (struct places) { { 0 } };
		add_place(&part->row[*row], i);
	}
}

/*
 * Advances by one byte: from each place reached to the next one, if the byte
 * may occur there. The part may also begin at this byte. A '?' matches any
 * first byte of a character, and stays while the character continues.
 */
static void
step(const struct part *part, char byte, struct places *reached)
{
	const uint8_t row = part->row_of[str_lower(byte)];
	const bool rest = goes_on(byte);
	uint64_t carry = 1;

	for (size_t i = 0; i < part->words; i++) {
		const uint64_t had = reached->word[i];
		const uint64_t may = had << 1 | carry;
		reached->word[i] = (may & part->row[row].word[i]) |
		    ((rest ? had : may) & part->any.word[i]);
		carry = had >> (STATE_BITS - 1);
	}
}

static bool
is_at_end(const struct part *part, const struct places *reached)
{
	const size_t last = part->len - 1;

	return (reached->word[last / STATE_BITS] >> last % STATE_BITS & 1) != 0;
}

/*
 * Returns whether the rest of the part matches the front of the text, after the
 * end of the last character.
 */
static bool
goes_on_with(struct str *text, struct str part, size_t *steps)
{
	struct str behind = *text;

	while (behind.len > 0 && goes_on(behind.at[0]))
		str_drop(&behind, 1);
	drop_same(&part, &behind, steps);
	if (part.len > 0)
		return false;
	*text = behind;
	return true;
}

/*
 * Drops the text up to the end of the first place where the part matches, using
 * shift-and: all places are tried at once. Bytes after PART_MOST are compared
 * at each place where the rest matches.
 */
static bool
find_part(struct str text, struct str *in, size_t *steps)
{
	struct places reached = { { 0 } };
	struct part part;

	if (text.len == 0)
		return true;
	part_init(&part, text);
	*steps += PART_STEPS + part.len;
	str_drop(&text, part.len);
	while (in->len > 0) {
		step(&part, in->at[0], &reached);
		*steps += part.words;
		str_drop(in, 1);
		if (is_at_end(&part, &reached) && goes_on_with(in, text, steps))
			return true;
	}
	return false;
}

bool
mask_matches_in(struct str mask, struct str text, size_t *steps)
{
	struct str part;

	drop_same(&mask, &text, steps);
	if (!drop_star(&mask))
		return mask.len == 0 && text.len == 0;
	while (cut_part(&mask, &part))
		if (!find_part(part, &text, steps))
			return false;
	return ends_with(text, mask, steps);
}

bool
mask_matches(struct str mask, struct str text)
{
	size_t steps = 0;

	return mask_matches_in(mask, text, &steps);
}

/* Cuts off the text before the byte; false if the byte is not there. */
static bool
mask_cut(struct str *rest, char byte, struct str *before)
{
	const char *end =
	    rest->len > 0 ? memchr(rest->at, byte, rest->len) : NULL;

	if (end == NULL)
		return false;
	*before = (struct str) { rest->at, (size_t)(end - rest->at) };
	rest->at = end + 1;
	rest->len -= before->len + 1;
	return true;
}

/*
 * Returns whether the mask could be a word of a line, with no byte that ends a
 * word.
 */
static bool
is_word(struct str mask)
{
	for (size_t i = 0; i < mask.len; i++)
		if ((unsigned char)mask.at[i] <= ' ' || mask.at[i] == 0x7f)
			return false;
	return mask.len > 0 && mask.at[0] != ':';
}

/*
 * Appends the part; returns the new length, which is over MASK_MOST if it does
 * not fit.
 */
static size_t
append(char room[MASK_MOST], size_t len, struct str part)
{
	char last = '\0';

	for (size_t i = 0; i < part.len && len <= MASK_MOST; i++) {
		if (part.at[i] == '*' && last == '*')
			continue;
		last = part.at[i];
		if (len < MASK_MOST)
			room[len] = last;
		len++;
	}
	return len;
}

static struct str
or_star(struct str part)
{
	return part.len > 0 ? part : STR("*");
}

struct parts {
	struct str name;
	struct str user;
	struct str host;
};

static struct parts
parts_of(struct str mask)
{
	struct parts parts = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	const bool has_name = mask_cut(&mask, '!', &parts.name);

	if (mask_cut(&mask, '@', &parts.user))
		parts.host = mask;
	else if (has_name)
		parts.user = mask;
	else
		parts.name = mask;
	return parts;
}

struct str
mask_full(struct str mask, char room[MASK_MOST])
{
	const struct parts parts = parts_of(mask);
	size_t len = 0;

	if (!is_word(mask))
		return (struct str) { NULL, 0 };
	len = append(room, len, or_star(parts.name));
	len = append(room, len, STR("!"));
	len = append(room, len, or_star(parts.user));
	len = append(room, len, STR("@"));
	len = append(room, len, or_star(parts.host));
	return (struct str) { room, len <= MASK_MOST ? len : 0 };
}
