/*
 * The picture in README.md is that which tests/picture draws from the programs.
 * Run in the root of the repository.
 */
#include <limits.h>
#include <stdlib.h>

#include "tests/lib/deadline.h"
#include "tests/lib/shell.h"

int
main(void)
{
	char top[PATH_MAX];

	/* NOLINTNEXTLINE(cert-env33-c): no words from elsewhere */
	if (system("{ command -v tmux && command -v ps; } >/dev/null") != 0)
		tap_skip("there is no tmux or ps here");
	if (sanitized())
		tap_skip("another build draws the same");
	MUST(realpath(".", top) != NULL && setenv("TOP", top, 1) == 0,
	    "there is no current directory");
	shell_run("cd \"$TOP\" && tests/picture", 0, "", "");
	return tap_done();
}
