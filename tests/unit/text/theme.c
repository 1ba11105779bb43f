/*
 * client/text/theme: ten keys, what each looks like without a configuration,
 * and that a bad value changes nothing.
 */
#include "client/text/theme.h"

#include <stdlib.h>

#include "tests/lib/must.h"

static const struct {
	const char *text;
	const char *sgr; /* with 16 colours */
	const char *bare; /* with none */
} defaults[] = {
	[THEME_TIME] = { "time dim", "\033[2m", "\033[2m" },
	[THEME_OWN] = { "own bold", "\033[1m", "\033[1m" },
	[THEME_MENTION] = { "mention bold reverse", "\033[1;7m", "\033[1;7m" },
	[THEME_EVENT] = { "event dim", "\033[2m", "\033[2m" },
	[THEME_MISTAKE] = { "mistake red", "\033[31m", "" },
	[THEME_PENDING] = { "pending dim", "\033[2m", "\033[2m" },
	[THEME_PAST] = { "past dim", "\033[2m", "\033[2m" },
	[THEME_UNREAD] = { "unread bold", "\033[1m", "\033[1m" },
	[THEME_BAR] = { "bar reverse", "\033[7m", "\033[7m" },
	[THEME_NEWS] = { "news bold reverse", "\033[1;7m", "\033[1;7m" },
	[THEME_URGENT] = { "urgent bold bright-white on red", "\033[1;97;41m",
	    "\033[1;7m" },
};

static void
has_defaults(bool colours)
{
	char room[THEME_TEXT];

	for (size_t i = 0; i < COUNT(defaults); i++) {
		const enum theme_key key = (enum theme_key)i;
		const char *sgr = colours ? defaults[i].sgr : defaults[i].bare;
		TAP_STR(theme_text(key, room), str_from(defaults[i].text),
		    "key %zu in words", i);
		TAP_STR(theme_style(key), str_from(sgr), "key %zu", i);
	}
}

static void
refuses(const char *value)
{
	TAP_OK(theme_set(value) != NULL, "\"%s\" is refused", value);
}

int
main(void)
{
	char room[THEME_TEXT];

	MUST(setenv("TERM", "xterm", 1) == 0 && unsetenv("NO_COLOR") == 0 &&
		unsetenv("COLORTERM") == 0,
	    "the environment is set");
	TAP_NUM(COUNT(defaults), THEME_KEYS, "each key has a default");
	has_defaults(true);
	refuses("");
	refuses("bold");
	refuses("mention");
	refuses("mention ");
	refuses("mention loud");
	refuses("colour red");
	has_defaults(true);

	TAP_OK(theme_set("Mention yellow on #102030") == NULL, "one is set");
	TAP_STR(theme_text(THEME_MENTION, room),
	    STR("mention yellow on #102030"), "it is in words");
	TAP_STR(theme_style(THEME_MENTION), STR("\033[33;40m"), "and is 16's");
	theme_depth(DEPTH_TRUE);
	TAP_STR(theme_style(THEME_MENTION), STR("\033[33;48;2;16;32;48m"),
	    "with more colours it is what was asked for");
	TAP_OK(theme_set("mention none") == NULL, "it can be nothing");
	TAP_STR(theme_style(THEME_MENTION), STR(""), "which is no sequence");

	MUST(setenv("NO_COLOR", "1", 1) == 0, "the environment is set");
	theme_reset();
	has_defaults(false);
	return tap_done();
}
