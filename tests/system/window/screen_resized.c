/* The window follows the size of the terminal, as often as that changes. */
#include "tests/lib/scene.h"

static const struct {
	size_t rows, columns;
	const char *screen;
} sizes[] = {
	{ 10, 40,
	    " dev: tea at five, and cake for those w>\n"
	    "-- javad has joined dev\n"
	    "-- nobody else is in dev\n"
	    "-- sara has set the topic of dev: tea at\n"
	    "    five, and cake for those who stay\n"
	    "sara: a line that is longer than the\n"
	    "    narrow ones of these windows\n"
	    "sara: the last\n"
	    "[1:dev] 2 members    javad at ./s  ##:##\n"
	    "[dev] typed" },
	{ 5, 20,
	    "    narrow ones of\n"
	    "    these windows\n"
	    "sara: the last\n"
	    "[1:dev]        ##:##\n"
	    "[dev] typed" },
};

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 24, 80, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	conn_say(sara, "topic dev tea at five, and cake for those who stay");
	conn_say(sara,
	    "send dev a line that is longer than the narrow ones of these "
	    "windows");
	conn_say(sara, "send dev the last");
	pty_type(pty, "typed");
	pty_expect_has(pty, "[dev] typed");
	pty_expect_has(pty, "] sara: the last");
	for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
		const size_t which = i % COUNT(sizes);
		pty_resize_to(pty, sizes[which].rows, sizes[which].columns);
		pty_expect_screen(pty, sizes[which].screen);
		PASS("%zux%zu", sizes[which].columns, sizes[which].rows);
	}
	scene_leave(pty);
	conn_close(sara);
	server_stop(server);
	return tap_done();
}
