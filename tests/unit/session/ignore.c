/* client/session/ignore: patterns of names, everywhere or in one group. */
#include "client/session/ignore.h"

#include <stdio.h>

#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

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
			 str_from(asked[i].group),
			 IGNORE_ALL) == asked[i].ignored,
		    "%s in \"%s\"", asked[i].name, asked[i].group);
	PASS("names are ignored by pattern and group");
	TAP_STR(ignore_at(1), STR("spam-* dev"), "as it is kept");
	TAP_STR(ignore_at(3), STR("eve tea"), "without the sign");
	MUST(ignore_remove(STR("EVE #Tea")), "the same with it");
}

/* An entry for some of what somebody says. */
static void
is_of_some_kinds(void)
{
	MUST(ignore_add(STR("kim only:msgs,Notices")) == NULL, "kinds");
	MUST(ignore_add(STR("kim #ops only:presence")) == NULL, "in a group");
	MUST(ignore_has(STR("kim"), STR(""), IGNORE_PRIVATE) &&
		ignore_has(STR("kim"), STR("tea"), IGNORE_NOTICES) &&
		ignore_has(STR("kim"), STR("ops"), IGNORE_PRESENCE),
	    "these are ignored");
	MUST(!ignore_has(STR("kim"), STR("ops"), IGNORE_PUBLIC) &&
		!ignore_has(STR("kim"), STR("tea"), IGNORE_PRESENCE),
	    "and no others");
	TAP_STR(ignore_at(3), STR("kim only:private,notices"), "in our words");
	MUST(ignore_add(STR("kim only:private,public,actions,notices,"
			    "presence")) == NULL,
	    "all of them");
	TAP_STR(ignore_at(5), STR("kim"), "are no limit");
	MUST(ignore_add(STR("kim only:")) != NULL &&
		ignore_add(STR("kim only:topics")) != NULL &&
		ignore_add(STR("kim only:public ops")) != NULL,
	    "wrong ones");
	MUST(ignore_add(STR("kim private")) == NULL &&
		!ignore_has(STR("kim"), STR("x"), 0),
	    "a group may be called like a kind");
	MUST(ignore_remove(STR("kim #private")) && ignore_remove(STR("kim")) &&
		ignore_remove(STR("kim only:notices,private")) &&
		ignore_remove(STR("KIM ops only:presence")),
	    "they go");
}

static void
ends(void)
{
	const usec now = clock_mono();

	MUST(ignore_add_until(STR("lee"), now + 1000 * SEC) == NULL, "a time");
	MUST(ignore_has(STR("lee"), STR(""), IGNORE_ALL) &&
		ignore_left(3) > 900 * SEC && ignore_left(0) == 0,
	    "it lasts");
	MUST(ignore_add_until(STR("lee"), now) == NULL, "it is over");
	MUST(!ignore_has(STR("lee"), STR(""), IGNORE_ALL), "heard again");
	(void)ignore_at(0);
	TAP_STR(ignore_at(3), STR(""), "and no longer listed");
	MUST(ignore_add_until(STR("bob"), now) != NULL,
	    "what has no end gets none");
	PASS("an entry may end");
}

static void
removes(void)
{
	MUST(!ignore_remove(STR("spam-*")), "that is another entry");
	MUST(ignore_remove(STR("SPAM-* dev")), "the same but for case");
	MUST(!ignore_has(STR("spam-1"), STR("dev"), IGNORE_ALL), "it is out");
	MUST(ignore_add(STR("BOB")) == NULL, "one that is there");
	TAP_STR(ignore_at(0), STR("BOB"), "is as it is now written");
	TAP_STR(ignore_at(1), STR("a?z"), "and no second one");
	TAP_STR(ignore_at(2), STR(""), "behind the last");
	ignore_clear();
	MUST(!ignore_has(STR("bob"), STR(""), IGNORE_ALL), "nobody is left");
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
	MUST(ignore_has(STR("n99"), STR(""), IGNORE_ALL), "the last of all");
	PASS("100 entries, and what is none is refused");
}

/* Returns whether the message of kim to the group is ignored. */
static bool
hides(const char *group, const char *text)
{
	return ignore_has_text(
	    STR("kim"), str_from(group), IGNORE_PUBLIC, str_from(text));
}

static void
is_of_a_text(void)
{
	char entry[512];

	ignore_clear();
	MUST(ignore_add(
		 STR("kim tea only:public text:  the ?ot \303\211*t ")) == NULL,
	    "a text");
	TAP_STR(ignore_at(0),
	    STR("kim tea only:public text:the ?ot \303\211*t"),
	    "as it is kept");
	MUST(hides("tea", "so The pot \303\251lat x") &&
		hides("tea", "THE HOT \303\251t"),
	    "it is anywhere in the text, in any case");
	MUST(!hides("tea", "the ot \303\251t") &&
		!hides("ops", "the pot \303\251t") &&
		!ignore_has(STR("kim"), STR("tea"), IGNORE_ALL),
	    "nothing else is ignored");
	(void)snprintf(
	    entry, sizeof(entry), "kim text:%0*d", IGNORE_TEXT_MOST, 7);
	MUST(ignore_add(str_from(entry)) == NULL && hides("x", entry),
	    "200 bytes");
	(void)snprintf(
	    entry, sizeof(entry), "kim text:%0*d", IGNORE_TEXT_MOST + 1, 7);
	MUST(ignore_add(str_from(entry)) != NULL &&
		ignore_add(STR("kim text:")) != NULL &&
		ignore_add(STR("kim text: ")) != NULL &&
		ignore_add(STR("kim text:a\"b")) != NULL,
	    "and no more, none, or quotes");
	PASS("a message is ignored by its text");
}

static void
has_exceptions(void)
{
	ignore_clear();
	MUST(ignore_add(STR("kim tea except:all text:tea")) == NULL &&
		ignore_add(STR("k* ")) == NULL &&
		ignore_add(STR("kim ops except:public")) == NULL &&
		ignore_add(STR("kim ops")) == NULL,
	    "exceptions");
	TAP_STR(
	    ignore_at(0), STR("kim tea except:all text:tea"), "of any kind");
	TAP_STR(ignore_at(2), STR("kim ops except:public"), "or of one");
	MUST(hides("x", "tea") && hides("tea", "water") &&
		!hides("tea", "tea") && !hides("ops", "water") &&
		ignore_has(STR("kim"), STR("ops"), IGNORE_PRESENCE) &&
		!ignore_has(STR("kim"), STR("ops"), IGNORE_PUBLIC),
	    "they win, wherever they stand");
	MUST(ignore_add(STR("kim except:topics")) != NULL &&
		ignore_add(STR("kim except:")) != NULL,
	    "but not without a kind");
	MUST(ignore_remove(STR("KIM #tea except:all text:TEA")) &&
		!ignore_remove(STR("kim tea except:all")) &&
		hides("tea", "tea"),
	    "until they go");
	PASS("an exception wins");
	ignore_clear();
}

int
main(void)
{
	asks();
	is_of_some_kinds();
	ends();
	removes();
	is_of_a_text();
	has_exceptions();
	refuses();
	return tap_done();
}
