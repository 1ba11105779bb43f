/*
 * shared/mask: whom a mask means, in bounded time, and what it is
 * when it is written in full.
 */
#include "shared/mask.h"

#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define ROUNDS 20000
#define SHORT 12

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
writes_in_full(void)
{
	char room[MASK_MOST];

	for (size_t i = 0; i < COUNT(fulls); i++)
		TAP_STR(mask_full(str_from(fulls[i].mask), room),
		    str_from(fulls[i].full), "%s in full", fulls[i].mask);
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

int
main(void)
{
	dice_begin();
	writes_in_full();
	agrees_with_the_definition();
	counts_its_steps();
	return tap_done();
}
