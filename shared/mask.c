/* Masks with stars: see mask.h. */
#include "mask.h"

#include <string.h>

/* Drops one UTF-8 character. */
static void
drop_character(struct str *text)
{
	do
		str_drop(text, 1);
	while (text->len > 0 && ((unsigned char)text->at[0] & 0xc0) == 0x80);
}

/*
 * What follows a star is tried at its first place; where it does not match
 * there, at the next. No star before the last one is tried again: the first
 * match of what is between two stars leaves the most text to what follows.
 */
bool
mask_matches_in(struct str mask, struct str text, size_t *steps)
{
	struct str behind = { NULL, 0 }; /* the mask behind the last star */
	struct str place = { NULL, 0 }; /* where it is tried */
	bool has_star = false;

	for (;;) {
		++*steps;
		if (mask.len > 0 && mask.at[0] == '*') {
			str_drop(&mask, 1);
			if (mask.len == 0)
				return true;
			behind = mask;
			place = text;
			has_star = true;
		} else if (text.len == 0) {
			return mask.len == 0;
		} else if (mask.len > 0 && mask.at[0] == '?') {
			str_drop(&mask, 1);
			drop_character(&text);
		} else if (mask.len > 0 &&
		    str_lower(mask.at[0]) == str_lower(text.at[0])) {
			str_drop(&mask, 1);
			str_drop(&text, 1);
		} else if (has_star) {
			drop_character(&place);
			mask = behind;
			text = place;
		} else {
			return false;
		}
	}
}

bool
mask_matches(struct str mask, struct str text)
{
	size_t steps = 0;

	return mask_matches_in(mask, text, &steps);
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

struct str
mask_full(struct str mask, char room[MASK_MOST])
{
	struct str rest = mask, name = str_cut(&rest, '!'), user;
	const bool has_name = rest.at != NULL;
	size_t len = 0;

	if (mask.len == 0 || mask.at[0] == ':')
		return (struct str) { NULL, 0 };
	for (size_t i = 0; i < mask.len; i++) /* it is to be a word of a line */
		if ((unsigned char)mask.at[i] <= ' ' || mask.at[i] == 0x7f)
			return (struct str) { NULL, 0 };
	if (!has_name) {
		rest = mask;
		name.len = 0;
	}
	user = str_cut(&rest, '@'); /* the host remains */
	if (!has_name && rest.at == NULL) {
		name = user;
		user.len = 0;
	}
	len = append(room, len, or_star(name));
	len = append(room, len, STR("!"));
	len = append(room, len, or_star(user));
	len = append(room, len, STR("@"));
	len = append(room, len, or_star(rest));
	return (struct str) { room, len <= MASK_MOST ? len : 0 };
}
