/* client/session/alias: words of one's own, and what is typed behind them. */
#include "client/session/alias.h"

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

static void
is_given(void)
{
	becomes("/j dev", "/join dev");
	becomes("/wi bob", "/whois bob");
	becomes("/win 3", "/window 3");
	becomes("/buffer 3", "/window 3");
	becomes("/dm bob hi", "/msg bob hi");
	becomes("/ns identify x", "/msg nickserv identify x");
	becomes("/?", "/help");
	becomes("/wn", "/window next");
	MUST(alias_remove(STR("j")), "taken away");
	becomes("/j dev", "/j dev");
	MUST(alias_set(STR("q")) == NULL, "by a line without a text too");
	becomes("/q bob", "/q bob");
	MUST(alias_set(STR("q")) == NULL, "that is no mistake twice");
	MUST(alias_is_given(STR("J")) && !alias_is_given(STR("hi")),
	    "which are there from the start");
	alias_clear();
	becomes("/j dev", "/join dev");
	set("j names");
	becomes("/J dev", "/names dev");
	MUST(alias_remove(STR("/j")), "it is another one");
	becomes("/j dev", "/join dev");
	TAP_STR(alias_find(STR("/J")), STR("j join"), "it is its own again");
	MUST(alias_remove(STR("j")), "taken away for good");
	TAP_STR(alias_find(STR("j")), STR(""), "there is none");
	set("j names");
	MUST(alias_set(STR("j")) == NULL, "by a line without a text");
	becomes("/j dev", "/j dev");
	alias_clear();
	TAP_STR(alias_at(1), STR("buffer window"), "as it is kept");
	TAP_STR(alias_at(30), STR(""), "behind the last");
}

int
main(void)
{
	expands();
	is_given();
	return tap_done();
}
