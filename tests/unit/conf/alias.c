/* client/conf/alias: what a line becomes. */
#include "client/conf/alias.h"

#include <stdio.h>

#include "tests/lib/must.h"

/* The line becomes that; null: it is a mistake. */
static void
becomes(const char *typed, const char *wanted)
{
	char room[LIMIT_LINE];
	struct str line = str_from(typed);
	const bool good = alias_expand(&line, room);

	if (wanted == NULL)
		TAP_OK(!good, "%s is a mistake", typed);
	else if (TAP_OK(good, "%s is none", typed))
		TAP_STR(line, str_from(wanted), "%s", typed);
}

static void
set(const char *alias)
{
	const char *wrong = alias_set(str_from(alias));

	MUST(wrong == NULL, "%s: %s", alias, wrong);
}

static void
expands(void)
{
	set("hi msg bob hello");
	set("/say2 /send dev");
	set("once hi there");
	becomes("/hi", "/msg bob hello");
	becomes("/HI   my  friend  ", "/msg bob hello my  friend");
	becomes("/say2 $1; b", "/send dev $1; b");
	becomes("/once", "/hi there");
	becomes("/unknown dev", "/unknown dev");
	becomes("hi bob", "hi bob");
	becomes("//hi bob", "//hi bob");
	becomes("/ hi", "/ hi");
	becomes("/", "/");
	becomes("", "");
}

int
main(void)
{
	expands();
	return tap_done();
}
