/*
 * A window of any size is of use: with few rows it has no topic, then no status
 * line, and at last the line that is typed alone.
 */
#include "tests/lib/scene.h"

static const struct {
	size_t rows, columns;
	const char *screen;
} sizes[] = {
	{ 8, 20,
	    " dev\n"
	    "sara: one\n"
	    "sara: two\n"
	    "sara: three\n"
	    "sara: four\n"
	    "sara: five\n"
	    "[1:dev]        ##:##\n"
	    "[dev] typed" },
	{ 7, 20,
	    "sara: one\n"
	    "sara: two\n"
	    "sara: three\n"
	    "sara: four\n"
	    "sara: five\n"
	    "[1:dev]        ##:##\n"
	    "[dev] typed" },
	{ 4, 20,
	    "sara: four\n"
	    "sara: five\n"
	    "[1:dev]        ##:##\n"
	    "[dev] typed" },
	{ 3, 20,
	    "sara: four\n"
	    "sara: five\n"
	    "[dev] typed" },
	{ 2, 20,
	    "sara: five\n"
	    "[dev] typed" },
	{ 1, 20, "[dev] typed" },
	{ 4, 8,
	    "sara:\n"
	    "  five\n"
	    "[1:dev]\n"
	    "ev] <d" },
	{ 4, 1, "..." },
	{ 1, 1, "..." },
	{ 4, 20,
	    "sara: four\n"
	    "sara: five\n"
	    "[1:dev]        ##:##\n"
	    "[dev] typed" },
};

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 24, 80, "-n", "javad", "dev");
	static const char *const words[] = { "one", "two", "three", "four",
		"five" };

	pty_expect_has(pty, "-- nobody else is in dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	for (size_t i = 0; i < COUNT(words); i++)
		conn_say(sara, "send dev %s", words[i]);
	pty_type(pty, "typed");
	pty_expect_has(pty, "[dev] typed");
	pty_expect_has(pty, "] sara: five");
	for (size_t i = 0; i < COUNT(sizes); i++) {
		pty_resize_to(pty, sizes[i].rows, sizes[i].columns);
		pty_expect_screen(pty, sizes[i].screen);
		PASS("%zux%zu", sizes[i].columns, sizes[i].rows);
	}
	scene_leave(pty);
	conn_close(sara);
	server_stop(server);
	return tap_done();
}
