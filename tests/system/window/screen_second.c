/*
 * The window uses the terminal's second screen. At the end the first one is as
 * it was, with the last lines of the chat below.
 */
#include <stdio.h>

#include "tests/lib/scene.h"

static void
leaves_lines(const struct server *server)
{
	struct pty *pty = PTY_WINDOW(SCENE, 24, 80, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in #dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	conn_say(sara, "send dev hello, javad");
	pty_expect_second(pty, true);
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[##:##] -- javad has joined #dev\n"
	    "[##:##] -- nobody else is in #dev\n"
	    "[##:##] -- sara has joined #dev\n"
	    "[##:##] sara: hello, javad\n"
	    "[1:#dev] 2 members                      "
	    "                     javad at ./s  ##:##\n"
	    "[#dev]");
	PASS("the topic, the talk, the status line and what is typed");
	scene_leave(pty);
	pty_expect_screen(pty,
	    "[##:##] -- javad has joined #dev\n"
	    "[##:##] -- nobody else is in #dev\n"
	    "[##:##] -- sara has joined #dev\n"
	    "[##:##] sara: hello, javad\n"
	    "[##:##] -- press Ctrl-C again to quit");
	PASS("the last lines are left behind");
	conn_quit(sara);
}

/* As many of the last lines as the window showed stay on the screen. */
static void
leaves_a_screen(const struct server *server, size_t rows, size_t columns)
{
	struct conn *sara = conn_member(server, "sara", "dev");
	struct pty *pty =
	    PTY_WINDOW(SCENE, rows, columns, "-n", "javad", "dev");
	char last[32], first[32];

	pty_expect_has(pty, "@sara");
	for (size_t i = 1; i <= 100; i++)
		conn_say(sara, "send dev %zu of %zu", i, rows);
	/* The log has those of the window before. */
	(void)snprintf(last, sizeof(last), "sara: 100 of %zu", rows);
	pty_expect_has(pty, last);
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client does not end well");
	pty_expect_left_well(pty);
	(void)snprintf(
	    first, sizeof(first), "sara: %zu of %zu", 103 - rows, rows);
	pty_expect_has(pty, last);
	pty_expect_has(pty, first);
	TAP_OK(pty->vt.row == rows - 2 && pty->vt.column == 0,
	    "the shell goes on below, %zu rows", rows);
	conn_quit(sara);
}

int
main(void)
{
	struct server *server = scene_start();

	leaves_lines(server);
	leaves_a_screen(server, 10, 40);
	leaves_a_screen(server, 5, 20);
	leaves_a_screen(server, 60, 200);
	server_stop(server);
	return tap_done();
}
