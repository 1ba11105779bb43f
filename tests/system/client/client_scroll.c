/*
 * PgUp shows earlier lines on a separate screen; PgDn or any other key returns
 * to the terminal's own screen, with the lines that have arrived meanwhile.
 */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

#define HINT "scrolled back; PgUp, PgDn, any other key returns"

static struct server *server;
static struct conn *ali;

static void
two_screens(void)
{
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect(pty, "-- in #1: ali javad");
	for (int i = 0; i < 150; i++)
		conn_say(ali, "send 1 line %d", i);
	pty_expect(pty, "ali: line 149");
	pty_type(pty, "typed\033[5~");
	pty_expect_begin(pty, " " HINT);
	pty_expect(pty, "ali: line 34");
	MUST(pty->vt.second, "it is not on the other screen");
	MUST(!pty_shows(pty, "ali: line 149"), "it shows the end");
	PASS("PgUp goes back by a page");
	pty_type(pty, "\033[5~\033[5~\033[5~");
	pty_expect(pty, "-- javad has joined #1");
	MUST(pty_row(pty, "-- javad has joined #1") == 0, "not the first row");
	PASS("and to the start");
	conn_say(ali, "send 1 meanwhile");
	conn_wait_for(ali, "msg * 1 ali meanwhile");
	pty_type(pty, "\033[6~");
	pty_expect(pty, "ali: line 58");
	MUST(!pty_shows(pty, "ali: meanwhile"), "it shows what came");
	pty_type(pty, "\033[6~\033[6~\033[6~");
	pty_expect_second(pty, false);
	pty_expect(pty, "ali: meanwhile");
	pty_expect_cursor(pty, "typed", 5);
	MUST(
	    pty_row(pty, "ali: meanwhile") == pty_row(pty, "ali: line 149") + 1,
	    "what came meanwhile is not where it belongs");
	PASS("PgDn at the end returns, and what came meanwhile is there");
	pty_type(pty, "\033[5~");
	pty_expect_begin(pty, " " HINT);
	pty_type(pty, "!");
	pty_expect_cursor(pty, "typed!", 6);
	PASS("so does any other key, which does what it always does");
	pty_type(pty, "\033[5~");
	pty_expect_begin(pty, " " HINT);
	pty_type(pty, "\x03\x03\x03");
	MUST(pty_status(pty) == 0, "the client did not end well");
	MUST(!pty->vt.second, "it ended on the other screen");
	PASS("the end of the program returns too");
}

/* The Linux console has no second screen. */
static void
one_screen(void)
{
	pty_term("linux");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "sara", "1");

	pty_expect(pty, "-- in #1: ali sara");
	pty->vt.one_screen = true;
	for (int i = 0; i < 150; i++)
		conn_say(ali, "send 1 line %d", i);
	pty_expect(pty, "ali: line 149");
	pty_type(pty, "\033[5~");
	pty_expect(pty, "ali: line 34");
	pty_type(pty, "x");
	pty_expect(pty, "ali: line 149");
	pty_expect_cursor(pty, "x", 1);
	MUST(!pty_shows(pty, "ali: line 34"), "the view is still there");
	MUST(pty_shows(pty, "ali: line 100"), "there is no full screen");
	PASS("without a second screen the last lines are printed again");
	pty_type(pty, "\x03/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	two_screens();
	one_screen();
	server_stop(server);
	return tap_done();
}
