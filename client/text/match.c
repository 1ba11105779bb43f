/* Finding words: see match.h. */
#include "text/match.h"

#include <stdint.h>
#include <string.h>

#include "shared/grammar.h"
#include "shared/text/utf8.h"
#include "text/direction.h"
#include "text/width.h"

#define ZWNJ 0x200c

/* --- In styled text ------------------------------------------------------- */

size_t
match_hidden(struct str text)
{
	size_t columns;

	if (text.len == 0)
		return 0;
	if (text.at[0] == '\033')
		return width_first(text, &columns);
	if (str_begins(text, DIRECTION_ISOLATE) ||
	    str_begins(text, DIRECTION_END))
		return DIRECTION_END.len;
	return 0;
}

/*
 * Returns the length of the word at the front of the text, invisible sequences
 * in it included; 0 if the text does not begin with the word.
 */
static size_t
match_len(struct str text, struct str word)
{
	size_t len = 0;

	for (size_t i = 0; i < word.len; len++, i++) {
		struct str rest = { text.at + len, text.len - len };
		size_t hidden;
		while ((hidden = match_hidden(rest)) > 0) {
			len += hidden;
			str_drop(&rest, hidden);
		}
		if (rest.len == 0 ||
		    !str_caseeq((struct str) { rest.at, 1 },
			(struct str) { word.at + i, 1 }))
			return 0;
	}
	return len;
}

struct text_match
match_word(struct str text, size_t from, struct str word)
{
	size_t len;

	for (size_t i = from; i < text.len; i += len) {
		const struct str rest = { text.at + i, text.len - i };
		len = match_hidden(rest);
		if (len > 0)
			continue;
		len = match_len(rest, word);
		if (len > 0)
			return (struct text_match) { i, i + len };
		len = 1;
	}
	return (struct text_match) { 0, 0 };
}

/* --- Names ---------------------------------------------------------------- */

/*
 * Returns whether the text begins with a letter of a script that separates
 * words with spaces, or with a digit, "_" or ZWNJ. In other scripts a name
 * needs no spaces around it.
 */
static bool
is_letter(struct str text)
{
	const unsigned scripts =
	    UNI_LATIN | UNI_GREEK | UNI_CYRILLIC | UNI_ARABIC;
	uint32_t c;

	if (utf8_decode(text.at, text.len, &c) == 0)
		return false;
	return (c >= '0' && c <= '9') || c == '_' || c == ZWNJ ||
	    (unicode_properties(c) & scripts) != 0;
}

/*
 * Returns whether the text begins with a sign that a name may have between its
 * letters, such as the dash of rob-2.
 */
static bool
is_link(struct str text)
{
	return text.len > 1 && (text.at[0] == '-' || text.at[0] == '.') &&
	    is_letter((struct str) { text.at + 1, text.len - 1 });
}

/*
 * Returns whether a word of the text has the byte on both sides of it: between
 * two letters, or beside a sign between two.
 */
static bool
is_within(struct str text, size_t at)
{
	const struct str rest = { text.at + at, text.len - at };
	size_t before = at;

	if (at == 0 || at == text.len)
		return false;
	do
		before--;
	while (before > 0 && ((unsigned char)text.at[before] & 0xc0) == 0x80);
	const struct str last = { text.at + before, text.len - before };
	if (is_link(last) && before > 0)
		return is_letter((struct str) { text.at + before - 1, 2 });
	return is_letter(last) && (is_letter(rest) || is_link(rest));
}

bool
match_name(struct str text, struct str name)
{
	uint32_t c;

	for (size_t at = 0; name.len > 0 && at + name.len <= text.len; at++) {
		const size_t end = at + name.len;
		if (!str_caseeq(
			(struct str) { text.at + at, name.len }, name) ||
		    is_within(text, at) || is_within(text, end))
			continue;
		/* A name may go on with a mark. */
		const size_t more =
		    utf8_decode(text.at + end, text.len - end, &c);
		if (more == 0 || (unicode_properties(c) & UNI_MARK) == 0 ||
		    name_check((struct str) {
			text.at + at, name.len + more }) != CODE_OK)
			return true;
	}
	return false;
}

/* --- Case ----------------------------------------------------------------- */

/*
 * Upper-case letters from first to last, every step-th one, and how far away
 * the lower-case ones are. The ranges ascend.
 */
static const struct {
	uint32_t first, last;
	unsigned step;
	int away;
} ranges[] = {
	{ 'A', 'Z', 1, 32 },
	{ 0xc0, 0xd6, 1, 32 },
	{ 0xd8, 0xde, 1, 32 },
	{ 0x100, 0x12e, 2, 1 },
	{ 0x132, 0x136, 2, 1 },
	{ 0x139, 0x147, 2, 1 },
	{ 0x14a, 0x176, 2, 1 },
	{ 0x178, 0x178, 1, -121 },
	{ 0x179, 0x17d, 2, 1 },
	{ 0x1cd, 0x1db, 2, 1 },
	{ 0x1de, 0x1ee, 2, 1 },
	{ 0x1f8, 0x21e, 2, 1 },
	{ 0x222, 0x232, 2, 1 },
	{ 0x386, 0x386, 1, 38 },
	{ 0x388, 0x38a, 1, 37 },
	{ 0x38c, 0x38c, 1, 64 },
	{ 0x38e, 0x38f, 1, 63 },
	{ 0x391, 0x3a1, 1, 32 },
	{ 0x3a3, 0x3ab, 1, 32 },
	{ 0x3c2, 0x3c2, 1, 1 }, /* a sigma at the end of a word */
	{ 0x400, 0x40f, 1, 80 },
	{ 0x410, 0x42f, 1, 32 },
	{ 0x460, 0x480, 2, 1 },
	{ 0x48a, 0x4be, 2, 1 },
	{ 0x4c1, 0x4cd, 2, 1 },
	{ 0x4d0, 0x52e, 2, 1 },
	{ 0x531, 0x556, 1, 48 },
	{ 0x1e00, 0x1e94, 2, 1 },
	{ 0x1ea0, 0x1efe, 2, 1 },
};

static uint32_t
lower(uint32_t c)
{
	for (size_t i = 0; i < COUNT(ranges) && ranges[i].first <= c; i++)
		if (c <= ranges[i].last &&
		    (c - ranges[i].first) % ranges[i].step == 0)
			return (uint32_t)((int32_t)c + ranges[i].away);
	return c;
}

/* Writes a character over another one of the same length, up to 3 bytes. */
static void
put_folded(char *at, size_t len, uint32_t c)
{
	if (len == 1) {
		at[0] = (char)c;
		return;
	}
	for (size_t i = len; i-- > 1; c >>= 6)
		at[i] = (char)(0x80 | (c & 0x3f));
	at[0] = (char)((len == 2 ? 0xc0 : 0xe0) | c);
}

struct str
match_fold(struct str text, char *room, size_t size)
{
	uint32_t c;

	if (text.len > size)
		text.len = size;
	if (text.len > 0)
		memcpy(room, text.at, text.len);
	for (size_t at = 0; at < text.len;) {
		const size_t len = utf8_decode(text.at + at, text.len - at, &c);
		if (len > 0 && lower(c) != c)
			put_folded(room + at, len, lower(c));
		at += len > 0 ? len : 1;
	}
	return (struct str) { room, text.len };
}
