/*
 * Each group has a view, in the order of the command line, and the first one
 * is current. Keys choose a view by number, and the next or previous one.
 */
#include "tests/lib/scene.h"

static const struct {
	const char *keys;
	const char *view; /* the prompt */
	const char *what;
} steps[] = {
	{ "\0331", "[#ops]", "Alt-1" },
	{ "\0333", "[sara]", "Alt-3" },
	{ "\0330", "[all]", "Alt-0" },
	{ "\0332", "[#dev]", "Alt-2" },
	{ "\033[1;3D", "[#ops]", "Alt-Left" },
	{ "\033[1;3D", "[all]", "Alt-Left to the view of all" },
	{ "\033[1;3D", "[sara]", "Alt-Left goes round" },
	{ "\033[1;3C", "[all]", "Alt-Right goes round" },
	{ "\033[1;3C", "[#ops]", "Alt-Right" },
	{ "\x0e", "[#dev]", "Ctrl-N" },
	{ "\x10", "[#ops]", "Ctrl-P" },
	{ "/window 2\r", "[#dev]", "/window NUMBER" },
	{ "/window SARA\r", "[sara]", "/window NAME" },
	{ "/g ops\r", "[#ops]", "/g GROUP" },
};

int
main(void)
{
	struct server *server = scene_start();
	struct conn *sara = conn_member(server, "sara", "ops");
	struct pty *pty =
	    PTY_WINDOW(SCENE, 10, 40, "-n", "javad", "ops", "dev");

	pty_expect_row(pty, 9, "[#ops]");
	PASS("the first group of the command line is shown");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- nobody else is in #dev");
	pty_expect_row(pty, 9, "[all]");
	PASS("and the second one does not take its place");
	pty_type(pty, "\0332");
	conn_say(sara, "tell javad psst");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "-- javad has joined #dev\n"
	    "-- nobody else is in #dev\n"
	    "[2:#dev] 1 member 3:sara(1!)       ##:##\n"
	    "[#dev]");
	PASS("a person's view opens by itself, behind those that are there");
	for (size_t i = 0; i < COUNT(steps); i++) {
		pty_type(pty, steps[i].keys);
		pty_expect_row(pty, 9, steps[i].view);
		PASS("%s", steps[i].what);
	}
	const size_t bells = pty->vt.bells;
	pty_type(pty, "\0334");
	pty_expect_bells(pty, bells + 1);
	pty_expect_row(pty, 9, "[#ops]");
	PASS("a view that is not there rings the bell");
	scene_leave(pty);
	conn_close(sara);
	server_stop(server);
	return tap_done();
}
