/*
 * /window and /g list the same: the views, which of them one looks at, and
 * which groups one has left.
 */
#include "tests/lib/scene.h"

static void
lists(struct pty *pty, const char *word)
{
	pty_type(pty, word);
	pty_expect_screen(pty,
	    " dev\n"
	    "-- view 0: all groups\n"
	    "-- view 1: ops\n"
	    "-- view 2: lab (left)\n"
	    "-- view 3: dev (current)\n"
	    "-- view 4: sara\n"
	    "[3:dev] 1 member     javad at ./s  ##:##\n"
	    "[dev]");
	PASS("%s", word);
	pty_type(pty, "/clear\r");
	pty_expect_not(pty, "view 4");
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty =
	    PTY_WINDOW(SCENE, 8, 40, "-n", "javad", "ops", "lab", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	pty_type(pty, "/query sara\r");
	pty_expect_row(pty, 7, "[sara]");
	pty_type(pty, "\0332/part\r");
	pty_expect_has(pty, "-- javad has left lab");
	pty_type(pty, "\0333");
	pty_expect_row(pty, 7, "[dev]");
	pty_type(pty, "/clear\r");
	pty_expect_not(pty, "nobody");
	lists(pty, "/window\r");
	lists(pty, "/g\r");
	/* What the session calls the current group is another one. */
	pty_type(pty, "\0330");
	pty_expect_row(pty, 7, "[all]");
	pty_type(pty, "/g\r");
	pty_expect_has(pty, "-- view 0: all groups (current)");
	pty_expect_has(pty, "-- view 3: dev");
	pty_expect_not(pty, "view 3: dev (current)");
	PASS("in the view of all as well");
	scene_leave(pty);
	server_stop(server);
	return tap_done();
}
