/* client/conf/ignore: whose lines are not shown, and for how long. */
#include "client/conf/ignore.h"

#include <stdio.h>

#include "tests/lib/must.h"

static void
matches(void)
{
	MUST(ignore_add(STR("Bob")) == NULL &&
		ignore_add(STR("spam-*")) == NULL &&
		ignore_add(STR("a?z")) == NULL,
	    "three patterns");
	TAP_OK(ignore_has(STR("bOB")) && !ignore_has(STR("bobby")), "a name");
	TAP_OK(
	    ignore_has(STR("SPAM-1")) && !ignore_has(STR("spam")), "a front");
	TAP_OK(
	    ignore_has(STR("abz")) && !ignore_has(STR("az")), "one character");
	MUST(ignore_add(STR("BOB")) == NULL, "again");
	TAP_STR(ignore_at(0), STR("BOB"), "the new spelling takes its place");
	TAP_STR(ignore_at(3), STR(""), "there are no more");
	TAP_OK(ignore_remove(STR("bob")) && !ignore_has(STR("bob")) &&
		!ignore_remove(STR("bob")),
	    "removed once");
}

static void
ends(void)
{
	ignore_clear();
	MUST(ignore_add(STR("kim")) == NULL &&
		ignore_add_until(STR("kim"), clock_mono() + SEC) != NULL,
	    "what has no end gets none");
	MUST(ignore_add_until(STR("ali"), clock_mono() + 3600 * SEC) == NULL &&
		ignore_add_until(STR("eve"), clock_mono()) == NULL,
	    "for a time");
	TAP_OK(
	    ignore_left(0) == 0 && ignore_left(1) > 3000 * SEC, "what is left");
	TAP_OK(
	    ignore_has(STR("ali")) && !ignore_has(STR("eve")), "over is over");
	TAP_STR(ignore_at(0), STR("kim"), "the first");
	TAP_STR(ignore_at(2), STR(""), "what is over is not listed");
}

static void
refuses(void)
{
	char name[16], longest[IGNORE_PATTERN + 2];

	ignore_clear();
	TAP_OK(ignore_add(STR("")) != NULL && ignore_add(STR("a b")) != NULL,
	    "no name");
	(void)snprintf(longest, sizeof(longest), "%0*d", IGNORE_PATTERN + 1, 0);
	TAP_OK(ignore_add(str_from(longest)) != NULL &&
		ignore_add(str_from(longest + 1)) == NULL,
	    "64 bytes");
	for (int i = 1; i < IGNORE_MOST; i++) {
		(void)snprintf(name, sizeof(name), "n%d", i);
		MUST(ignore_add(str_from(name)) == NULL, "%s", name);
	}
	TAP_OK(ignore_add(STR("more")) != NULL && ignore_add(STR("N5")) == NULL,
	    "100 patterns");
}

int
main(void)
{
	matches();
	ends();
	refuses();
	return tap_done();
}
