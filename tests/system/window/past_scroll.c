/*
 * PgUp and PgDn, and Home and End while nothing is typed, scroll a view; what
 * comes meanwhile moves nothing and is counted.
 */
#include "tests/lib/scene.h"

static void
scrolls(struct pty *pty, struct conn *sara)
{
	for (size_t i = 1; i <= 30; i++)
		conn_say(sara, "send dev line %zu", i);
	pty_expect_row(pty, 7, "sara: line 30");
	pty_type(pty, "\033[5~");
	pty_expect_screen(pty,
	    " dev\n"
	    "sara: line 18\n"
	    "sara: line 19\n"
	    "sara: line 20\n"
	    "sara: line 21\n"
	    "sara: line 22\n"
	    "sara: line 23\n"
	    "sara: line 24\n"
	    "[1:dev] 2 members   -- more below  ##:##\n"
	    "[dev]");
	PASS("PgUp, and a row of the page before stays");
	conn_say(sara, "send dev line 31");
	conn_say(sara, "send dev line 32");
	pty_expect_screen(pty,
	    " dev\n"
	    "sara: line 18\n"
	    "...\n"
	    "sara: line 24\n"
	    "[1:dev]    -- 2 more below  javad  ##:##\n"
	    "[dev]");
	PASS("what comes is counted, and moves nothing");
	pty_type(pty, "\033[6~");
	pty_expect_row(pty, 7, "sara: line 30");
	pty_expect_has(pty, "-- 2 more below");
	pty_type(pty, "\033[6~");
	pty_expect_screen(pty,
	    " dev\n"
	    "...\n"
	    "sara: line 31\n"
	    "sara: line 32\n"
	    "[1:dev] 2 members    javad at ./s  ##:##\n"
	    "[dev]");
	PASS("PgDn until the end");
}

static void
goes_to_ends(struct pty *pty, struct conn *sara)
{
	pty_type(pty, "\033[H");
	pty_expect_screen(pty,
	    " dev\n"
	    "-- javad has joined dev\n"
	    "-- nobody else is in dev\n"
	    "sara: line 1\n"
	    "...\n"
	    "sara: line 5\n"
	    "[1:dev] 2 members   -- more below  ##:##\n"
	    "[dev]");
	pty_type(pty, "\033[5~");
	pty_expect_row(pty, 1, "-- javad has joined dev");
	pty_type(pty, "\033[F");
	pty_expect_row(pty, 7, "sara: line 32");
	PASS("Home and End");
	pty_type(pty, "typed\033[H>\033[F<");
	pty_expect_row(pty, 9, "[dev] >typed<");
	pty_expect_row(pty, 7, "sara: line 32");
	PASS("which are the line's if something is typed");
	pty_type(pty, "\033[1;5H");
	pty_expect_row(pty, 1, "-- javad has joined dev");
	pty_type(pty, "\033[1;5F");
	pty_expect_row(pty, 7, "sara: line 32");
	PASS("Ctrl-Home and Ctrl-End are not");
	pty_type(pty, "\033[5~\x7f, and on\r");
	conn_wait_for(sara, "msg * dev javad >typed, and on");
	pty_expect_row(pty, 7, "javad: >typed, and on");
	PASS("who says something is at the end again");
}

static void
each_view(struct pty *pty, struct conn *sara)
{
	conn_say(sara, "send dev line 33");
	pty_expect_row(pty, 7, "sara: line 33");
	pty_type(pty, "\033[5~");
	pty_expect_row(pty, 7, "sara: line 28");
	pty_type(pty, "\0330");
	pty_expect_row(pty, 9, "[all]");
	pty_type(pty, "\033[5~");
	pty_expect_row(pty, 7, "[dev] sara: line 28");
	conn_say(sara, "send dev line 34");
	pty_expect_has(pty, "-- 1 more below");
	pty_type(pty, "\0331");
	pty_expect_screen(pty,
	    " dev\n"
	    "sara: line 22\n"
	    "...\n"
	    "sara: line 28\n"
	    "[1:dev]    -- 1 more below  javad  ##:##\n"
	    "[dev]");
	pty_type(pty, "\033[F");
	pty_expect_row(pty, 7, "sara: line 34");
	PASS("each view has its place");
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 10, 40, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	scrolls(pty, sara);
	goes_to_ends(pty, sara);
	each_view(pty, sara);
	scene_leave(pty);
	conn_close(sara);
	server_stop(server);
	return tap_done();
}
