/*
 * Help is read as in other programs with which one reads: Space turns its pages
 * and closes it at the end, q closes it, and neither is typed. The last row
 * tells how far one is. What is not known is said to be so.
 */
#include "tests/lib/scene.h"

static void
turns(struct pty *pty)
{
	pty_type(pty, "/help keys\r");
	pty_expect_row(
	    pty, 13, "(page 1 of 2; Space and PgUp turn pages, q closes)");
	pty_expect_row(pty, 0,
	    "Alt-1 ... Alt-9     view 1 to 9; Alt-0 is the view of all");
	pty_type(pty, " ");
	pty_expect_row(
	    pty, 13, "(page 2 of 2; Space and PgUp turn pages, q closes)");
	pty_expect_row(pty, 11, "Ctrl-Z Ctrl-\\       suspend; exit at once");
	pty_type(pty, "\033[5~");
	pty_expect_row(
	    pty, 13, "(page 1 of 2; Space and PgUp turn pages, q closes)");
	pty_type(pty, "  ");
	pty_expect_row(pty, 13, "[dev]");
	PASS("Space turns pages, and closes the last");
}

static void
closes(struct pty *pty)
{
	pty_type(pty, "/help keys\r");
	pty_expect_has(pty, "(page 1 of 2");
	pty_type(pty, "q");
	pty_expect_row(pty, 13, "[dev]");
	pty_type(pty, "/window\r");
	pty_expect_has(pty, "-- view 1: dev (current)");
	pty_type(pty, "/help keys\r");
	pty_expect_has(pty, "(page 1 of 2");
	pty_type(pty, "hello\r");
	pty_expect_has(pty, "javad: hello");
	PASS("q closes it and types nothing, other keys are typed");
	pty_resize_to(pty, 30, 80);
	pty_type(pty, "/help keys\r");
	pty_expect_row(pty, 29, "(q closes)");
	pty_type(pty, "q");
	pty_expect_row(pty, 29, "[dev]");
	pty_resize_to(pty, 14, 40);
	pty_type(pty, "/help keys\r");
	pty_expect_row(pty, 13, "(page 1 of 4; q closes)");
	pty_resize_to(pty, 14, 80);
	pty_expect_has(pty, " of 2; Space and PgUp turn pages, q closes)");
	pty_type(pty, "q");
	pty_expect_row(pty, 13, "[dev]");
	PASS("as far as there is room");
}

static void
explains(struct pty *pty)
{
	pty_type(pty, "/help foo\r");
	pty_expect_has(pty, "!! no help for foo; /help lists the commands");
	pty_type(pty, "/help j\r");
	pty_expect_has(pty, "-- /j stands for /join");
	pty_type(pty, "/alias gn quit good night\r/help /gn\r");
	pty_expect_has(pty, "-- /gn stands for /quit good night");
	PASS("what is no command, and an alias");
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 14, 80, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	turns(pty);
	closes(pty);
	explains(pty);
	scene_leave(pty);
	server_stop(server);
	return tap_done();
}
