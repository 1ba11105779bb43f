/* client/text/depth: how many colours the environment says there are. */
#include "client/text/depth.h"

#include <stdlib.h>

#include "tests/lib/must.h"

static const struct {
	const char *term, *colorterm, *tmux, *no_color; /* null: not there */
	enum depth depth;
} rows[] = {
	{ NULL, NULL, NULL, NULL, DEPTH_NONE },
	{ "", "truecolor", NULL, NULL, DEPTH_NONE },
	{ "dumb", "truecolor", NULL, NULL, DEPTH_NONE },
	{ "xterm", NULL, NULL, NULL, DEPTH_16 },
	{ "xterm", "", NULL, NULL, DEPTH_16 },
	{ "xterm", "yes", NULL, NULL, DEPTH_16 },
	{ "xterm", "24bit", NULL, NULL, DEPTH_TRUE },
	{ "xterm-256color", NULL, NULL, NULL, DEPTH_256 },
	{ "xterm-256color", "truecolor", NULL, NULL, DEPTH_TRUE },
	{ "xterm-256color", "truecolor", NULL, "1", DEPTH_NONE },
	{ "xterm-256color", "truecolor", NULL, "", DEPTH_TRUE },
	{ "xterm-direct", NULL, NULL, NULL, DEPTH_TRUE },
	{ "xterm-kitty", NULL, NULL, NULL, DEPTH_TRUE },
	{ "alacritty", NULL, NULL, NULL, DEPTH_TRUE },
	{ "xterm-mono", "truecolor", NULL, NULL, DEPTH_NONE },
	{ "vt100-m", NULL, NULL, NULL, DEPTH_NONE },
	{ "tmux-256color", "truecolor", "x", NULL, DEPTH_TRUE },
	{ "screen-256color", "truecolor", "x", NULL, DEPTH_TRUE },
	/* of the terminal around them */
	{ "screen-256color", "truecolor", NULL, NULL, DEPTH_256 },
	{ "screen", "truecolor", NULL, NULL, DEPTH_16 },
	{ "linux", "truecolor", NULL, NULL, DEPTH_16 },
};

static void
set(const char *name, const char *value)
{
	const int result =
	    value == NULL ? unsetenv(name) : setenv(name, value, 1);

	MUST(result == 0, "the environment takes %s", name);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		set("TERM", rows[i].term);
		set("COLORTERM", rows[i].colorterm);
		set("TMUX", rows[i].tmux);
		set("NO_COLOR", rows[i].no_color);
		TAP_NUM(depth_of_terminal(), rows[i].depth,
		    "row %zu: TERM is %s", i,
		    rows[i].term == NULL ? "not set" : rows[i].term);
	}
	return tap_done();
}
