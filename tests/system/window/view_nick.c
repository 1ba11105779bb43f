/*
 * A change of our name is reported once in every view; the status line and the
 * members follow.
 */
#include "tests/lib/scene.h"

static void
in_no_group(void)
{
	struct pty *pty = PTY_WINDOW(SCENE, 10, 40, "-n", "javad");

	pty_expect_has(pty, "-- /join GROUP to begin, /help for help");
	pty_type(pty, "/nick jay\r");
	pty_expect_screen(pty,
	    " all groups\n"
	    "...\n"
	    "-- /join GROUP to begin, /help for help\n"
	    "-- javad is now called jay\n"
	    "[0:all]                jay at ./s  ##:##\n"
	    "[all]");
	scene_leave(pty);
	PASS("in the view of all");
}

static void
in_groups(const struct server *server)
{
	struct pty *pty =
	    PTY_WINDOW(SCENE, 10, 100, "-n", "javad", "ops", "dev");

	pty_expect_row(pty, 9, "[#ops]");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- nobody else is in #dev");
	pty_type(pty, "\0332");
	pty_expect_row(pty, 9, "[#dev]");
	struct conn *sara = conn_member(server, "sara", "dev");
	pty_type(pty, "/nick jay\r");
	conn_wait_for(sara, "name * javad jay");
	pty_expect_row(pty, 1,
	    "                                                                "
	    "                 |@jay");
	pty_expect_has(pty, "] -- javad is now called jay");
	pty_expect_has(pty, "jay at ./s");
	pty_type(pty, "\0331");
	pty_expect_row(pty, 9, "[#ops]");
	pty_expect_has(pty, "] -- javad is now called jay");
	pty_type(pty, "/query sara\r");
	pty_expect_row(pty, 9, "[sara]");
	pty_type(pty, "/nick javad\r");
	pty_expect_has(pty, "] -- jay is now called javad");
	pty_type(pty, "\0332");
	pty_expect_screen(pty,
	    " #dev\n"
	    "                                                                "
	    "                 |@javad\n"
	    "                                                                "
	    "                 |sara\n"
	    "...\n"
	    "[##:##] -- javad has joined #dev                                "
	    "                 |\n"
	    "[##:##] -- nobody else is in #dev                               "
	    "                 |\n"
	    "[##:##] -- sara has joined #dev                                 "
	    "                 |\n"
	    "[##:##] -- javad is now called jay                              "
	    "                 |\n"
	    "[##:##] -- jay is now called javad                              "
	    "                 |\n"
	    "[2:#dev] 2 members                                              "
	    "                 javad at ./s  ##:##\n"
	    "[#dev]");
	PASS("in groups and where one is");
	scene_leave(pty);
	conn_close(sara);
}

int
main(void)
{
	struct server *server = scene_start();

	in_no_group();
	in_groups(server);
	server_stop(server);
	return tap_done();
}
