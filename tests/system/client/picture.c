/*
 * The pictures in README.md are those that tests/picture draws from the
 * programs. Run in the root of the repository.
 */
#include <limits.h>
#include <stdlib.h>

#include "tests/lib/deadline.h"
#include "tests/lib/shell.h"
#include "tests/lib/tmux.h"

int
main(void)
{
	static const char *const programs[] = { "tmux", "ps", NULL };
	char top[PATH_MAX];

	tmux_needs(programs);
	if (sanitized())
		tap_skip("another build draws the same");
	MUST(realpath(".", top) != NULL && setenv("TOP", top, 1) == 0,
	    "there is no current directory");
	shell_run("cd \"$TOP\" && tests/picture check", 0, "", "");
	return tap_done();
}
