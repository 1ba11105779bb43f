/* A server for screens: see scene.h. */
#include "scene.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The programs are found from any directory. */
static void
fix_build(void)
{
	const char *given = getenv("FORKCAST_BUILD");
	char *path = realpath(given != NULL ? given : "build", NULL);

	MUST(path != NULL && setenv("FORKCAST_BUILD", path, 1) == 0,
	    "cannot find the programs: %s", strerror(errno));
	free(path);
}

struct server *
scene_start(void)
{
	char path[SCRATCH_PATH];
	const struct setup setup = { .listen = { path } };

	fix_build();
	scratch_path(path, ".");
	MUST(chdir(path) == 0, "cannot go to %s: %s", path, strerror(errno));
	scratch_path(path, "s");
	return server_start(&setup);
}

void
scene_leave_at(const char *where, struct pty *pty)
{
	pty_type(pty, "\x05\x15\x03\x03");
	if (pty_status_at(where, pty) != 0)
		must_end(where, "the client does not end well");
	pty_expect_left_well_at(where, pty);
}
