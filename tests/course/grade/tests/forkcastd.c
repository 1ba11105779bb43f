/*
 * The grading finds no fault in forkcastd, whose processes a user cannot look
 * into: it finds out what it needs in other ways.
 */
#include <stdio.h>
#include <string.h>

#include "lib/graded.h"
#include "tests/lib/must.h"

/* No rates; and neither scoreboard nor socket, which kill -9 leaves behind. */
static const char config[] = "line_rate 0\nbyte_rate 0\nchange_rate 0\n"
			     "max_per_user 0\nchunk_time 0.1\nboard no\n"
			     "control off\n";

int
main(void)
{
	static struct graded graded;
	char program[SCRATCH_PATH];
	char path[SCRATCH_PATH];
	char command[2 * SCRATCH_PATH + 64];

	graded_program(program, "../../forkcastd");
	scratch_path(path, "config");
	scratch_write(path, config);
	(void)snprintf(
	    command, sizeof(command), "%s -f %s -l PORT", program, path);
	graded_start(&graded, "-q -p 0.4", command);
	graded_wait(&graded);
	if (!TAP_OK(strstr(graded.text, "\n100 of 100 points\n"),
		"forkcastd has all points"))
		tap_note("it printed:\n%s", graded.text);
	graded_leaves_nothing();
	return tap_done();
}
