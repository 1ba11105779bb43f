/* What a test needs installed: see tmux.h. */
#include "tmux.h"

#include <stdio.h>
#include <stdlib.h>

#include "tap.h"

static bool
is_there(const char *program)
{
	char command[200];

	(void)snprintf(
	    command, sizeof(command), "command -v %s >/dev/null 2>&1", program);
	return system(command) == 0; /* NOLINT: a name from the test itself */
}

void
tmux_needs(const char *const programs[])
{
	static char why[100];

	for (; *programs != NULL; programs++)
		if (!is_there(*programs)) {
			(void)snprintf(
			    why, sizeof(why), "there is no %s here", *programs);
			tap_skip(why);
		}
}
