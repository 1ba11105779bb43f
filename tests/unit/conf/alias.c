/* client/conf/alias: what a line becomes. */
#include "client/conf/alias.h"

#include "tests/lib/tap.h"

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
expands(void)
{
	static char first[] = "hi msg bob hello", second[] = "/say2 /send dev",
		    third[] = "once\thi there", fourth[] = "J names";
	static char *const own[] = { first, second, third, fourth, NULL };

	alias_use(own);
	becomes("/j tea", "/names tea");
	becomes("/t", "/topic");
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
