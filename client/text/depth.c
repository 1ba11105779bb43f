/* How many colours the terminal has: see depth.h. */
#include "text/depth.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "shared/str.h"
#include "text/term.h"

/*
 * Parts of TERM and the depth that they imply; the first match counts.
 * Terminals with more colours are listed because COLORTERM may get lost on the
 * way, for example in ssh(1).
 */
static const struct {
	const char *part;
	enum depth depth;
} names[] = {
	{ "mono", DEPTH_NONE },
	{ "-m", DEPTH_NONE },
	{ "direct", DEPTH_TRUE },
	{ "kitty", DEPTH_TRUE },
	{ "alacritty", DEPTH_TRUE },
	{ "ghostty", DEPTH_TRUE },
	{ "wezterm", DEPTH_TRUE },
	{ "foot", DEPTH_TRUE },
	{ "256", DEPTH_256 },
};

static enum depth
depth_of_name(const char *name)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strstr(name, names[i].part) != NULL)
			return names[i].depth;
	return DEPTH_16;
}

/*
 * Returns whether COLORTERM may describe an outer terminal in which this one
 * runs. The Linux console and screen(1) do not set it; tmux(1), whose TERM may
 * say screen, handles the outer terminal's colours.
 */
static bool
inherits(const char *name)
{
	return str_begins(str_from(name), STR("linux")) ||
	    (str_begins(str_from(name), STR("screen")) &&
		getenv("TMUX") == NULL);
}

enum depth
depth_of_terminal(void)
{
	const char *name = getenv("TERM");
	const char *colours = getenv("COLORTERM");

	if (!term_has_colours() || name == NULL)
		return DEPTH_NONE;
	const enum depth depth = depth_of_name(name);
	if (depth == DEPTH_NONE || colours == NULL || inherits(name))
		return depth;
	if (strcmp(colours, "truecolor") == 0 || strcmp(colours, "24bit") == 0)
		return DEPTH_TRUE;
	return depth;
}
