/*
 * shared/mask: whom a mask means, in bounded time, and what it is
 * when it is written in full.
 */
#include "shared/mask.h"

#include <unistd.h>

#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define ROUNDS 20000
#define SHORT 12
#define LONG 600 /* over two times what is sought at once */

static const struct {
	const char *mask;
	const char *text;
	bool matches;
} rows[] = {
	{ "", "", true },
	{ "", "a", false },
	{ "a", "", false },
	{ "*", "", true },
	{ "***", "", true },
	{ "?", "", false },
	{ "*", "ali!a@host", true },
	{ "ali", "ali", true },
	{ "ali", "alix", false },
	{ "alix", "ali", false },
	{ "ALI", "ali", true },
	{ "al[i]", "AL[I]", true },
	{ "a[", "a{", false }, /* ascii, not rfc1459 */
	{ "a^", "a~", false },
	{ "\u00dc", "\u00fc", false }, /* nor any other letters */
	{ "a?i", "ali", true },
	{ "a?i", "ai", false },
	{ "a?i", "alli", false },
	{ "a?", "a\u00fc", true }, /* one character, of two bytes */
	{ "a??", "a\u00fc", false },
	{ "*?", "\U0001f600", true },
	{ "*??", "\U0001f600", false },
	{ "*!*@host", "ali!a@host", true },
	{ "*!*@host", "ali!a@host.x", false },
	{ "*!*@*.x", "ali!a@host.x", true },
	{ "*!*@*.x", "ali!a@host.xy", false },
	{ "ali!*@*", "ali!a@host", true },
	{ "ali!*@*", "ali2!a@host", false },
	{ "*a*b*", "xaxbx", true },
	{ "*a*b*", "xbxax", false },
	{ "*ab", "aab", true },
	{ "*ab", "abab", true },
	{ "*abac", "ababac", true },
	{ "a*b?c*d", "axxbxcbycd", true },
	{ "a*b?c*d", "axxbxd", false },
	{ "a*", "a", true },
	{ "*a", "a", true },
	{ "a*a", "a", false },
	{ "a*?", "a", false },
	{ "a\\*", "a\\b", true }, /* the backslash is a letter */
	{ "a\\*", "a*", false },
	{ "\\?", "\\?", true },
	{ "[a-z]", "b", false },
	{ "*?b*", "\u00fcb", true }, /* in parts that are sought, too */
	{ "*a?b*", "xa\u00fcb!", true },
	{ "*a??b*", "xa\u00fcb!", false },
	{ "*a?*", "xa\U0001f600", true },
	{ "*??*", "\U0001f600", false },
	{ "*\u00fc*c", "a\u00fc\u00fcbc", true },
	{ "*\u00fcb*?", "a\u00fc\u00fcbc", true },
	{ "*a?a?b*", "aaaaab", true },
	{ "*ab?*", "ab", false },
	{ "*a*?\u00fc", "a\u00fc", false },
};

static const struct {
	const char *mask;
	const char *full; /* "": it is none */
} fulls[] = {
	{ "ali", "ali!*@*" }, { "Ali", "Ali!*@*" }, { "ali!", "ali!*@*" },
	{ "ali!a", "ali!a@*" }, { "ali!a@", "ali!a@*" },
	{ "ali!a@host", "ali!a@host" }, { "ali!@host", "ali!*@host" },
	{ "ali@", "*!ali@*" }, { "a@host", "*!a@host" },
	{ "*@host", "*!*@host" }, { "@host", "*!*@host" }, { "!a", "*!a@*" },
	{ "!@", "*!*@*" }, { "*", "*!*@*" }, { "*!*@*", "*!*@*" },
	{ "**!***@****", "*!*@*" }, { "a**b*?**", "a*b*?*!*@*" },
	{ "host.example", "host.example!*@*" }, /* a name may have a dot */
	{ "*!*@2001:db8::7", "*!*@2001:db8::7" }, { "a!b!c@d", "a!b!c@d" },
	{ "a!b@c@d", "a!b@c@d" }, { "a@b!c", "a@b!c@*" },
	{ "\u00fc", "\u00fc!*@*" }, { "", "" }, { "a b", "" }, { "a\tb", "" },
	{ "a\x7f", "" }, { " ", "" },
	{ ":a", "" }, /* it would be the rest of a line */
};

static void
knows_whom_it_means(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_NUM(mask_matches(
			    str_from(rows[i].mask), str_from(rows[i].text)),
		    rows[i].matches, "%s and %s", rows[i].mask, rows[i].text);
}

static void
writes_in_full(void)
{
	char room[MASK_MOST];

	for (size_t i = 0; i < COUNT(fulls); i++)
		TAP_STR(mask_full(str_from(fulls[i].mask), room),
		    str_from(fulls[i].full), "%s in full", fulls[i].mask);
}

static void
has_its_limit(void)
{
	char mask[MASK_MOST * 2], room[MASK_MOST + 1];
	const size_t fits = MASK_MOST - STR("!*@*").len;

	memset(mask, 'x', sizeof(mask));
	room[MASK_MOST] = '.';
	TAP_NUM(mask_full((struct str) { mask, fits }, room).len, MASK_MOST,
	    "a mask at its limit");
	TAP_NUM(mask_full((struct str) { mask, fits + 1 }, room).len, 0,
	    "one over it");
	TAP_NUM(mask_full((struct str) { mask, sizeof(mask) }, room).len, 0,
	    "and one far over it");
	TAP_NUM(room[MASK_MOST], '.', "nothing is written behind the room");
	memset(mask, '*', sizeof(mask));
	TAP_STR(mask_full((struct str) { mask, sizeof(mask) }, room),
	    STR("*!*@*"), "of many stars one is left");
}

/* The plain definition; for short ones, as it takes its time. */
static bool
means(const char *mask, const char *text)
{
	if (*mask == '\0')
		return *text == '\0';
	if (*mask == '*')
		return means(mask + 1, text) ||
		    (*text != '\0' && means(mask, text + 1));
	return *text != '\0' &&
	    (*mask == '?' || (*mask | 0x20) == (*text | 0x20)) &&
	    means(mask + 1, text + 1);
}

static const char *
any_word(char room[SHORT + 1], const char *letters)
{
	const size_t len = dice(SHORT + 1);

	for (size_t i = 0; i < len; i++)
		room[i] = letters[dice((uint32_t)strlen(letters))];
	room[len] = '\0';
	return room;
}

static void
agrees_with_the_definition(void)
{
	char mask_room[SHORT + 1], text_room[SHORT + 1];
	size_t wrong = 0, matching = 0;

	for (size_t i = 0; i < ROUNDS; i++) {
		const char *mask = any_word(mask_room, "aAb*?*");
		const char *text = any_word(text_room, "aaBb");
		const bool want = means(mask, text);
		matching += want;
		if (mask_matches(str_from(mask), str_from(text)) != want &&
		    wrong++ == 0)
			tap_note("%s and %s", mask, text);
	}
	TAP_NUM(wrong, 0, "%d masks mean what they should", ROUNDS);
	TAP_OK(matching > ROUNDS / 20 && matching < ROUNDS, "some, not all");
}

/* Wherever the part stands, however long it is, and where it almost does. */
static void
finds_long_parts(void)
{
	static const size_t lengths[] = { 1, 63, 64, 65, 127, 128, 129, 255,
		256, 257, 300 };
	char mask[LONG], text[LONG];

	for (size_t i = 0; i < COUNT(lengths); i++) {
		const struct str m = { mask, lengths[i] + 2 };
		bool good = true;
		memset(mask, '?', sizeof(mask));
		mask[0] = mask[m.len - 1] = '*';
		mask[m.len - 2] = 'b';
		memset(text, 'a', sizeof(text));
		for (size_t at = 0; at < LONG && good; at++) {
			text[at] = 'b';
			good = mask_matches(m, (struct str) { text, LONG }) ==
			    (at + 1 >= lengths[i]);
			text[at] = 'a';
		}
		TAP_OK(good, "a part of %zu characters", lengths[i]);
	}
}

/* Checking a word takes no more steps than the product of the lengths. */
static void
counts_its_steps(void)
{
	char mask[SHORT * 8], text[SHORT * 8];
	size_t over = 0, none = 0;

	for (size_t i = 0; i < ROUNDS; i++) {
		const struct str m = { mask, dice(sizeof(mask)) + 1 };
		const struct str t = { text, dice(sizeof(text)) + 1 };
		size_t steps = 0;
		for (size_t j = 0; j < m.len; j++)
			mask[j] = "aaa??*"[dice(6)];
		memset(text, 'a', sizeof(text));
		if (mask_matches_in(m, t, &steps) && steps == 0)
			none += memchr(m.at, 'a', m.len) != NULL;
		over += steps > (m.len + 2) * (t.len + 2);
	}
	TAP_NUM(over, 0, "no mask takes more steps than its length allows");
	TAP_NUM(none, 0, "and each takes some");
}

/*
 * With each star tried anew for each place of the one before, the first would
 * be told long after the end of the world.
 */
static void
takes_bounded_time(void)
{
	static char mask[4096], text[4096];
	const struct str star = STR("*a");

	(void)alarm(600); /* it hangs */
	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < sizeof(mask); i += 2)
		memcpy(mask + i, star.at, star.len);
	mask[sizeof(mask) - 1] = 'b';
	TAP_OK(!mask_matches((struct str) { mask, sizeof(mask) },
		   (struct str) { text, sizeof(text) }),
	    "two thousand stars, and no b");
	memset(mask + 1, 'a', sizeof(mask) - 2);
	TAP_OK(!mask_matches((struct str) { mask, sizeof(mask) },
		   (struct str) { text, sizeof(text) }),
	    "one star, and as many places for it");
	(void)alarm(0);
}

int
main(void)
{
	dice_begin();
	knows_whom_it_means();
	writes_in_full();
	has_its_limit();
	agrees_with_the_definition();
	finds_long_parts();
	counts_its_steps();
	takes_bounded_time();
	return tap_done();
}
