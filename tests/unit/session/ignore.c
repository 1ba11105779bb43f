/* client/session/ignore: patterns of names, everywhere or in one group. */
#include "client/session/ignore.h"

#include <stdio.h>

#include "tests/lib/must.h"

static const struct {
	const char *name, *group;
	bool ignored;
} asked[] = {
	{ "bob", "dev", true },
	{ "BOB", "", true },
	{ "bobby", "dev", false },
	{ "spam-1", "dev", true },
	{ "spam-1", "DEV", true },
	{ "spam-1", "ops", false },
	{ "spam-1", "", false },
	{ "a1z", "ops", true },
	{ "a12z", "ops", false },
	{ "", "dev", false },
	{ "eve", "tea", true },
	{ "eve", "ops", false },
};

static void
asks(void)
{
	MUST(ignore_add(STR("Bob")) == NULL, "a name");
	MUST(ignore_add(STR("  spam-*   dev ")) == NULL, "in one group");
	MUST(ignore_add(STR("a?z")) == NULL, "one character");
	MUST(ignore_add(STR("eve #tea")) == NULL, "a group with its sign");
	for (size_t i = 0; i < COUNT(asked); i++)
		MUST(ignore_has(str_from(asked[i].name),
			 str_from(asked[i].group)) == asked[i].ignored,
		    "%s in \"%s\"", asked[i].name, asked[i].group);
	PASS("names are ignored by pattern and group");
	TAP_STR(ignore_at(1), STR("spam-* dev"), "as it is kept");
	TAP_STR(ignore_at(3), STR("eve tea"), "without the sign");
	MUST(ignore_remove(STR("EVE #Tea")), "the same with it");
}

static void
removes(void)
{
	MUST(!ignore_remove(STR("spam-*")), "that is another entry");
	MUST(ignore_remove(STR("SPAM-* dev")), "the same but for case");
	MUST(!ignore_has(STR("spam-1"), STR("dev")), "it is out");
	MUST(ignore_add(STR("BOB")) == NULL, "one that is there");
	TAP_STR(ignore_at(0), STR("BOB"), "is as it is now written");
	TAP_STR(ignore_at(1), STR("a?z"), "and no second one");
	TAP_STR(ignore_at(2), STR(""), "behind the last");
	ignore_clear();
	MUST(!ignore_has(STR("bob"), STR("")), "nobody is left");
	PASS("entries are taken out");
}

static void
refuses(void)
{
	char name[16];

	MUST(ignore_add(STR("")) != NULL, "nobody");
	MUST(ignore_add(STR("a b c")) != NULL, "three words");
	MUST(ignore_add(STR("a #")) != NULL, "a sign alone");
	MUST(ignore_add(STR("a ##b")) != NULL, "two signs");
	MUST(ignore_add(STR("a\033")) != NULL, "no name");
	for (int i = 0; i < IGNORE_MOST; i++) {
		(void)snprintf(name, sizeof(name), "n%d", i);
		MUST(ignore_add(str_from(name)) == NULL, "%s", name);
	}
	MUST(ignore_add(STR("more")) != NULL, "one too many");
	MUST(ignore_add(STR("N5")) == NULL, "but one that is there");
	MUST(ignore_has(STR("n99"), STR("")), "the last of all");
	PASS("100 entries, and what is none is refused");
}

int
main(void)
{
	asks();
	removes();
	refuses();
	return tap_done();
}
