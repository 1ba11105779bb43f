/*
 * On a terminal without a second screen, such as the Linux console, the window
 * overwrites the screen; at the end the last lines are at the top.
 */
#include "tests/lib/scene.h"

static void
console(const struct server *server, const char *term)
{
	pty_term(term);
	pty_config("log no\n"); /* else it shows that of the one before */
	struct pty *pty = PTY_WINDOW(SCENE, 24, 80, "-n", "javad", "dev");

	pty->vt.one_screen = true;
	pty_expect_has(pty, "-- nobody else is in #dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	conn_say(sara, "send dev hello");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[##:##] -- javad has joined #dev\n"
	    "[##:##] -- nobody else is in #dev\n"
	    "[##:##] -- sara has joined #dev\n"
	    "[##:##] sara: hello\n"
	    "[1:#dev] 2 members                      "
	    "                     javad at ./s  ##:##\n"
	    "[#dev]");
	MUST(!pty->vt.second && pty->vt.foreign == 0,
	    "it asks for what the terminal has not");
	scene_leave(pty);
	pty_expect_screen(pty,
	    "[##:##] -- javad has joined #dev\n"
	    "[##:##] -- nobody else is in #dev\n"
	    "[##:##] -- sara has joined #dev\n"
	    "[##:##] sara: hello\n"
	    "[##:##] -- press Ctrl-C again to quit");
	PASS("TERM=%s", term);
	conn_close(sara);
}

int
main(void)
{
	struct server *server = scene_start();

	console(server, "linux");
	console(server, "screen");
	server_stop(server);
	return tap_done();
}
