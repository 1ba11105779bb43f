/*
 * The view of a person follows the person: by another name, when he goes, and
 * when he is back. /query opens it.
 */
#include "tests/lib/scene.h"

static void
opens(struct pty *pty, struct conn *sara)
{
	pty_type(pty, "/query sara\r");
	pty_expect_row(pty, 9, "[sara]");
	pty_type(pty, "hello\r");
	conn_wait_for(sara, "tell * javad sara hello");
	conn_say(sara, "tell javad hello yourself");
	pty_expect_screen(pty,
	    " sara\n"
	    "...\n"
	    "javad: hello\n"
	    "sara: hello yourself\n"
	    "[2:sara]             javad at ./s  ##:##\n"
	    "[sara]");
	PASS("/query opens it, and what is typed is told to that person");
}

static void
follows(struct pty *pty, struct conn *sara)
{
	conn_say(sara, "name lara");
	conn_wait_for(sara, "name * sara lara");
	conn_say(sara, "tell javad that was me");
	pty_expect_screen(pty,
	    " lara\n"
	    "...\n"
	    "javad: hello\n"
	    "sara: hello yourself\n"
	    "-- sara is now called lara\n"
	    "lara: that was me\n"
	    "[2:lara]             javad at ./s  ##:##\n"
	    "[lara]");
	pty_type(pty, "fine\r");
	conn_wait_for(sara, "tell * javad lara fine");
	pty_expect_has(pty, "javad: fine");
	PASS("another name");
	conn_close(sara);
	pty_expect_has(pty, "-- lara has quit");
	pty_type(pty, "are you gone?\r");
	pty_expect_has(pty, "!! javad: are you gone? (");
	PASS("who is gone is told to be gone");
	pty_type(pty, "/query sara\r");
	pty_expect_screen(pty,
	    " sara\n"
	    "...\n"
	    "!! no client is called sara\n"
	    "[3:sara]             javad at ./s  ##:##\n"
	    "[sara]");
	pty_type(pty, "/close\r");
	pty_expect_row(pty, 9, "[lara]");
	PASS("or that there is none, before anything is said");
}

static void
comes_back(const struct server *server, struct pty *pty)
{
	pty_type(pty, "\0331");
	pty_expect_row(pty, 9, "[dev]");
	struct conn *lara = conn_named(server, "LARA");
	conn_say(lara, "tell javad back");
	pty_expect_has(pty, "2:lara(1!)");
	pty_type(pty, "/query LaRa what now?\r");
	conn_wait_for(lara, "tell * javad LARA what now?");
	pty_expect_screen(pty,
	    " lara\n"
	    "...\n"
	    "--- 1 new\n"
	    "LARA: back\n"
	    "javad: what now?\n"
	    "[2:lara]             javad at ./s  ##:##\n"
	    "[lara]");
	PASS("and whoever comes back has the same view");
	conn_close(lara);
}

/* A group that we are in is no person. */
static void
opens_groups(struct pty *pty)
{
	pty_type(pty, "/query DEV\r");
	pty_expect_row(pty, 9, "[dev]");
	pty_type(pty, "\0330/query dev hello all\r");
	pty_expect_row(pty, 9, "[dev]");
	pty_expect_has(pty, "javad: hello all");
	pty_type(pty, "/window\r");
	pty_expect_has(pty, "-- view 2: lara");
	pty_expect_not(pty, "-- view 3");
	PASS("/query of a group goes to its view, and says its text there");
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 10, 40, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	opens(pty, sara);
	follows(pty, sara);
	comes_back(server, pty);
	opens_groups(pty);
	scene_leave(pty);
	server_stop(server);
	return tap_done();
}
