/*
 * Who leaves a group, or is put out of it, keeps the view until it is closed;
 * /close leaves the group as well, and goes to the view before.
 */
#include "tests/lib/scene.h"

static void
leaves(struct pty *pty, struct conn *sara)
{
	pty_type(pty, "/part\r");
	conn_wait_for(sara, "leave * dev javad");
	pty_expect_screen(pty,
	    " dev\n"
	    "...\n"
	    "-- javad has joined dev\n"
	    "-- nobody else is in dev\n"
	    "-- javad has left dev\n"
	    "[2:dev]              javad at ./s  ##:##\n"
	    "[dev]");
	PASS("its view stays");
	pty_type(pty, "hello?\r");
	pty_expect_has(pty, "!! not sent: you have left this group;");
	PASS("nothing can be said there, but /join alone joins it again");
	pty_type(pty, "/join\r");
	conn_wait_for(sara, "join * dev javad");
	pty_expect_has(pty, "[2:dev] 2 members");
	pty_type(pty, "\0331");
	pty_expect_row(pty, 9, "[ops]");
	pty_type(pty, "\0332");
	pty_expect_row(pty, 9, "[dev]");
	PASS("who comes back has the same view");
}

static void
closes(struct pty *pty, struct conn *sara)
{
	pty_type(pty, "/close\r");
	conn_wait_for(sara, "leave * dev javad");
	pty_expect_screen(pty,
	    " ops\n"
	    "...\n"
	    "-- javad has joined ops\n"
	    "-- nobody else is in ops\n"
	    "[1:ops] 1 member     javad at ./s  ##:##\n"
	    "[ops]");
	pty_type(pty, "\0332");
	pty_expect_row(pty, 9, "[lab]");
	PASS("/close leaves; the views behind move up");
}

static void
is_kicked(struct pty *pty, struct conn *boss)
{
	conn_say(boss, "kick lab javad enough");
	pty_expect_screen(pty,
	    " lab\n"
	    "...\n"
	    "-- javad has joined lab\n"
	    "-- in lab: boss javad\n"
	    "-- boss has kicked you out of lab:\n"
	    "    enough\n"
	    "[2:lab]              javad at ./s  ##:##\n"
	    "[lab]");
	PASS("who is put out is told why, once, in that view");
	pty_type(pty, "/close\r");
	pty_expect_row(pty, 9, "[ops]");
	pty_type(pty, "/query sara\r");
	pty_expect_row(pty, 9, "[sara]");
	pty_type(pty, "/close\r");
	pty_expect_row(pty, 9, "[ops]");
	pty_type(pty, "\0330");
	pty_expect_row(pty, 9, "[all]");
	pty_type(pty, "/close\r");
	pty_expect_has(pty, "!! the view of all groups stays open");
	PASS("and closes the view, as that of a person, but not that of all");
}

int
main(void)
{
	struct server *server = scene_start();
	struct conn *boss = conn_member(server, "boss", "lab");
	struct pty *pty =
	    PTY_WINDOW(SCENE, 10, 40, "-n", "javad", "ops", "dev", "lab");

	pty_expect_has(pty, "-- in lab: ");
	pty_type(pty, "\0332");
	pty_expect_row(pty, 9, "[dev]");
	struct conn *sara = conn_member(server, "sara", "dev");
	leaves(pty, sara);
	closes(pty, sara);
	is_kicked(pty, boss);
	scene_leave(pty);
	conn_close(sara);
	conn_close(boss);
	server_stop(server);
	return tap_done();
}
