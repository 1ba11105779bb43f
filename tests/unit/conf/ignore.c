/* client/conf/ignore: whose lines are not shown. */
#include "client/conf/ignore.h"

#include <stdio.h>

#include "tests/lib/tap.h"

int
main(void)
{
	static char name[] = "Bob", front[] = "spam-*", any[] = "a?z";
	static char *const patterns[] = { name, front, any, NULL };
	char longest[66];

	TAP_OK(!ignore_has(STR("bob")), "nobody is ignored");
	ignore_use(patterns);
	TAP_OK(ignore_has(STR("bOB")) && !ignore_has(STR("bobby")), "a name");
	TAP_OK(
	    ignore_has(STR("SPAM-1")) && !ignore_has(STR("spam")), "a front");
	TAP_OK(
	    ignore_has(STR("abz")) && !ignore_has(STR("az")), "one character");
	TAP_OK(
	    ignore_check("") != NULL && ignore_check("a b") != NULL, "no name");
	(void)snprintf(longest, sizeof(longest), "%065d", 0);
	TAP_OK(
	    ignore_check(longest) != NULL && ignore_check(longest + 1) == NULL,
	    "64 bytes");
	return tap_done();
}
