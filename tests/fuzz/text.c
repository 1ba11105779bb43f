/*
 * shared/text/utf8 and shared/names: the decoder and the rules for texts,
 * tokens, names and groups, held against others that were written for this.
 */
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/text/skeleton.h"
#include "shared/text/utf8.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

static struct str
from_byte(struct str text, size_t at)
{
	return (struct str) { text.at + at, text.len - at };
}

/* At each byte, also in the middle of a character. */
static void
try_decoder(struct str text)
{
	uint32_t c;

	for (size_t i = 0; i <= text.len; i++) {
		const struct str rest = from_byte(text, i);
		const size_t len = utf8_decode(rest.at, rest.len, &c);
		MUST(len == wellformed_first(rest), "a length of %zu", len);
		if (len > 0)
			MUST(unicode_width(c) >= 0 && unicode_width(c) <= 2,
			    "a width of %d", unicode_width(c));
	}
}

/* forkcast-protocol(7): TAB, and what IRC marks formatting and CTCP with. */
static bool
is_refused_control(unsigned char c)
{
	const char passed[] = "\x09\x01\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f";

	return c == 0x7f ||
	    (c < ' ' && (c == 0 || strchr(passed, (char)c) == NULL));
}

static bool
has_control(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		const unsigned char c = (unsigned char)text.at[i];
		/* C1 is C2 80 to C2 9F, and C2 is nowhere else. */
		if (is_refused_control(c) ||
		    (c == 0xc2 && i + 1 < text.len &&
			(unsigned char)text.at[i + 1] < 0xa0))
			return true;
	}
	return false;
}

static void
try_text(struct str text)
{
	const bool good =
	    text.len > 0 && wellformed(text) && !has_control(text);
	const bool spaced =
	    text.len > 0 && memchr(text.at, ' ', text.len) != NULL;

	MUST((text_check(text, text.len) == CODE_OK) == good, "text_check");
	MUST(text.len == 0 || text_check(text, text.len - 1) == CODE_TOO_LONG,
	    "its limit");
	MUST((token_check(text) == CODE_OK) ==
		(good && !spaced && text.len <= LIMIT_TOKEN),
	    "token_check");
}

static char
other_case(char c)
{
	const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

	return (char)(letter ? c ^ 0x20 : c);
}

/* Nobody may have a name that only its case tells from what is none. */
static void
try_name(struct str name)
{
	char turned[LIMIT_GROUP + 1];
	const struct str other = { turned, name.len };

	if (name.len > sizeof(turned)) {
		MUST(group_check(name) == CODE_TOO_LONG &&
			name_check(name) == CODE_TOO_LONG,
		    "a name of %zu bytes", name.len);
		return;
	}
	for (size_t i = 0; i < name.len; i++)
		turned[i] = other_case(name.at[i]);
	MUST(name_check(name) == name_check(other) &&
		group_check(name) == group_check(other),
	    "case makes a difference");
	MUST(str_caseeq(name, other) && str_hash(name) == str_hash(other),
	    "another case is another name");
	MUST(skeleton_same(name, SKELETON_FOLDED, other, SKELETON_FOLDED),
	    "another case looks like another name");
}

static void
has_none_of(struct str name, const char *bytes)
{
	for (size_t i = 0; i < name.len; i++)
		MUST(name.at[i] != '\0' && strchr(bytes, name.at[i]) == NULL,
		    "byte %zu is one that is not allowed", i);
}

/* A valid name follows the rules in the manual. */
static void
is_what_it_says(struct str name)
{
	if (name_check(name) == CODE_OK) {
		MUST(group_check(name) == CODE_OK && name.len <= LIMIT_NAME,
		    "a name that could be no group");
		has_none_of((struct str) { name.at, 1 }, "$~+%-.0123456789");
	}
	if (group_check(name) == CODE_OK) {
		MUST(token_check(name) == CODE_OK && name.len <= LIMIT_GROUP,
		    "a group that could be no token");
		has_none_of(name, " !@#&:,*?/\t\1\2\3\4\17\21\26\35\36\37");
	}
}

void
fuzz(struct str input)
{
	try_decoder(input);
	try_text(input);
	try_name(input);
	is_what_it_says(input);
}
