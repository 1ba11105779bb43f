/*
 * In a narrow window what stands in front of the typed line is shorter, or has
 * more rows, so that one can see what is asked.
 */
#include "tests/lib/scene.h"

static void
asks(struct pty *pty)
{
	pty_type(pty, "leave engineering now\r");
	pty_expect_screen(pty,
	    "...\n"
	    "[1:engineering]\n"
	    "leave engineering? (\n"
	    "y/n, s to send it)");
	pty_expect_place(pty, 4, 19);
	pty_type(pty, "n");
	pty_expect_row(pty, 4, "[engine>] <ing now");
	PASS("a question has as many rows as it needs");
	pty_resize_to(pty, 2, 20);
	pty_type(pty, "\r");
	pty_expect_row(pty, 1, "<n, s to send it)");
	pty_type(pty, "n");
	pty_expect_row(pty, 1, "[engine>] <ing now");
	PASS("where there is but one, its end is seen");
	pty_resize_to(pty, 24, 70);
	pty_type(pty, "\r");
	pty_expect_row(pty, 23, "leave engineering? (y/n, s to send it)");
	pty_type(pty, "n");
	pty_expect_row(pty, 23, "[engineering] leave engineering now");
	pty_type(pty, "\x15");
	pty_resize_to(pty, 5, 20);
	pty_expect_row(pty, 4, "[engine>]");
	PASS("if both had no room, the line is left out");
}

/* In a line that has more rows than the window. */
static void
finds(struct pty *pty)
{
	pty_type(pty,
	    "tea at five, and so much more that is to be said of the "
	    "engineers\r");
	pty_expect_row(pty, 2, "    engineers");
	pty_expect_style(pty, "engineers", "none");
	pty_type(pty, "\x13more");
	pty_expect_screen(pty,
	    "javad: tea at five,\n"
	    "    and so much more\n"
	    "    that is to be\n"
	    "...\n"
	    "search: more");
	pty_expect_style(pty, "more", "reverse");
	pty_type(pty, "\x13\x07");
	pty_expect_row(pty, 2, "    engineers");
	PASS("what is found is seen");
}

static void
names(struct pty *pty)
{
	pty_type(pty, "\x13nowhere");
	pty_expect_row(pty, 4, "not found: nowhere");
	pty_type(pty, "\x07/help\r");
	pty_expect_row(pty, 4, "(Space, q closes)");
	pty_type(pty, "\033");
	pty_expect_row(pty, 4, "[engine>]");
	PASS("a search, and help");
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 5, 20, "-q");

	pty_expect_row(pty, 4, "name:");
	pty_type(pty, "javad");
	pty_expect_row(pty, 4, "name: javad");
	PASS("the name is asked for");
	pty_type(pty, "\r");
	pty_expect_row(pty, 4, "[all]");
	pty_type(pty, "/join engineering\r");
	pty_expect_row(pty, 4, "[engine>]");
	asks(pty);
	finds(pty);
	names(pty);
	scene_leave(pty);
	server_stop(server);
	return tap_done();
}
