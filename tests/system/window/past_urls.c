/*
 * A URL that is longer than a row goes on in the first column of the next, and
 * the terminal takes the rows for one line; other words are cut and indented.
 */
#include "tests/lib/scene.h"

#define URL "https://example.net/a/path/that/is/so/long/that/it/has/no/room?a=1"

static void
narrow(struct pty *pty)
{
	pty_expect_screen(pty,
	    " dev\n"
	    "...\n"
	    "sara: see https://example.net/a/path/tha\n"
	    "t/is/so/long/that/it/has/no/room?a=1\n"
	    "    there\n"
	    "sara: a word of forty columns and more:\n"
	    "    000000000000000000000000000000000000\n"
	    "    00000000000000\n"
	    "[1:dev] 2 members    javad at ./s  ##:##\n"
	    "[dev]");
	pty_expect_joined(pty, 2, true);
	pty_expect_joined(pty, 3, false);
	pty_expect_joined(pty, 6, false);
	PASS("40 columns");
}

static void
behind_stamps(struct pty *pty)
{
	pty_resize_to(pty, 10, 60);
	pty_expect_screen(pty,
	    " dev\n"
	    "...\n"
	    "[##:##] sara: see https://example.net/a/path/that/is/so/long\n"
	    "/that/it/has/no/room?a=1\n"
	    "            there\n"
	    "[##:##] sara: a word of forty columns and more:\n"
	    "            000000000000000000000000000000000000000000000000\n"
	    "            00\n"
	    "[1:dev] 2 members                        javad at ./s  ##:##\n"
	    "[dev]");
	pty_expect_joined(pty, 2, true);
	PASS("60 columns");
	pty_resize_to(pty, 10, 100);
	pty_expect_has(pty, "            " URL "   |");
	PASS("it is one row where it has room");
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 10, 40, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	conn_say(sara, "send dev see " URL " there");
	conn_say(sara, "send dev a word of forty columns and more: %050d", 0);
	narrow(pty);
	behind_stamps(pty);
	scene_leave(pty);
	conn_close(sara);
	server_stop(server);
	return tap_done();
}
