/*
 * The members of a group stand at the right from 100 columns on, Alt-N hides
 * them, and /names lists them at any width.
 */
#include <stdio.h>

#include "tests/lib/scene.h"

#define CROWD 9

static void
at_right(struct pty *pty, const struct server *server)
{
	char row[128];

	(void)snprintf(row, sizeof(row), "%81s|%s", "", "javad");
	pty_expect_row(pty, 1, row);
	struct conn *sara = conn_member(server, "sara", "dev");
	struct conn *ali = conn_member(server, "Ali", "dev");
	(void)snprintf(row, sizeof(row), "%81s|%s", "", "Ali");
	pty_expect_row(pty, 1, row);
	(void)snprintf(row, sizeof(row), "%81s|%s", "", "sara");
	pty_expect_row(pty, 3, row);
	PASS("in the order of the alphabet");
	conn_say(ali, "name zoe");
	(void)snprintf(row, sizeof(row), "%81s|%s", "", "zoe");
	pty_expect_row(pty, 3, row);
	conn_say(sara, "leave dev");
	pty_expect_row(pty, 2, row);
	conn_close(ali);
	(void)snprintf(row, sizeof(row), "%81s|", "");
	pty_expect_row(pty, 2, row);
	PASS("who comes, goes, or has another name");
	conn_close(sara);
}

static void
hidden(struct pty *pty)
{
	pty_type(pty, "\033n");
	pty_expect_not(pty, "|");
	pty_type(pty, "/set members\r");
	pty_expect_has(pty, "-- members is yes (now: no)");
	pty_type(pty, "\033n");
	pty_expect_has(pty, "|javad");
	PASS("Alt-N hides them and shows them again");
	pty_resize_to(pty, 10, 99);
	pty_expect_not(pty, "|");
	pty_resize_to(pty, 10, 100);
	pty_expect_has(pty, "|javad");
	PASS("and fewer than 100 columns");
	pty_type(pty, "\0330");
	pty_expect_row(pty, 9, "[all]");
	pty_expect_not(pty, "|");
	pty_type(pty, "/query sara\r");
	pty_expect_row(pty, 9, "[sara]");
	pty_expect_not(pty, "|");
	pty_type(pty, "\0331");
	pty_expect_has(pty, "|javad");
	PASS("a view of no group has none");
}

/* Seven rows, of ten. */
static void
too_many(struct pty *pty, const struct server *server)
{
	struct conn *crowd[CROWD];
	char text[128];

	for (size_t i = 0; i < CROWD; i++) {
		(void)snprintf(text, sizeof(text), "c%zu", i);
		crowd[i] = conn_member(server, text, "dev");
	}
	pty_expect_has(pty, "|+4");
	pty_expect_has(pty, "[1:dev] 10 members");
	pty_expect_has(pty, "|c5");
	pty_expect_not(pty, "|c6");
	PASS("those who have no room are counted");
	pty_resize_to(pty, 10, 80);
	pty_type(pty, "/names\r");
	pty_expect_has(pty, "-- members of dev: 10");
	pty_expect_not(pty, "|");
	PASS("/names lists them where there is no room");
	for (size_t i = 0; i < CROWD; i++)
		conn_close(crowd[i]);
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 10, 100, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	at_right(pty, server);
	hidden(pty);
	too_many(pty, server);
	scene_leave(pty);
	server_stop(server);
	return tap_done();
}
