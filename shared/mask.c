/* Masks with stars: see mask.h. */
#include "mask.h"

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static void
drop(struct str *text)
{
	text->at++;
	text->len--;
}

/* One character of UTF-8. */
static void
drop_character(struct str *text)
{
	do
		drop(text);
	while (text->len > 0 && ((unsigned char)text->at[0] & 0xc0) == 0x80);
}

/* Drops what both begin with, if the mask says it without a star. */
static bool
drop_same(struct str *mask, struct str *text)
{
	if (mask->len == 0)
		return false;
	if (mask->at[0] == '?')
		drop_character(text);
	else if (lower(mask->at[0]) == lower(text->at[0]))
		drop(text);
	else
		return false;
	drop(mask);
	return true;
}

static bool
drop_star(struct str *mask)
{
	if (mask->len == 0 || mask->at[0] != '*')
		return false;
	drop(mask);
	return true;
}

bool
mask_matches(struct str mask, struct str text)
{
	struct str behind = { NULL, 0 }; /* the last star */
	struct str from = text; /* where that is tried to end */

	while (text.len > 0) {
		if (drop_star(&mask)) {
			behind = mask;
			from = text;
		} else if (!drop_same(&mask, &text)) {
			if (behind.at == NULL)
				return false;
			drop_character(&from);
			text = from;
			mask = behind;
		}
	}
	while (drop_star(&mask))
		;
	return mask.len == 0;
}

/* Cuts off what stands before the byte; false if it is not there. */
static bool
cut(struct str *rest, char byte, struct str *before)
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

/* Nothing that would end a word in a line, or be told from one. */
static bool
is_word(struct str mask)
{
	for (size_t i = 0; i < mask.len; i++)
		if ((unsigned char)mask.at[i] <= ' ' || mask.at[i] == 0x7f)
			return false;
	return mask.len > 0 && mask.at[0] != ':';
}

/* How long it is with the part, or over MASK_MOST. */
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
	const bool has_name = cut(&mask, '!', &parts.name);

	if (cut(&mask, '@', &parts.user))
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
