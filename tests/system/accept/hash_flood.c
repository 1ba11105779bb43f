/*
 * Who is in thousands of groups whose names were made up to share a bucket, and
 * asks for one more of that kind, costs no more than anybody else. What it
 * costs is processor time of the parent, for which all others wait.
 */
#include <stdio.h>

#include "tests/lib/colliding.h"
#include "tests/lib/conn.h"
#include "tests/lib/proc.h"

#define GROUPS 5000
#define PIECE 500 /* commands behind one another */
#define ASKED (60 * PIECE)
#define SLACK 100 /* ms */

static const struct setup setup = {
	.config = "max_joined 5000\n",
};

/* Says that much of one kind, and reads all that comes back. */
static void
say_all(struct conn *conn, const char *format, const char *name, int number)
{
	char line[64];

	(void)snprintf(line, sizeof(line), format, name);
	conn_say(conn, "%s", line);
	if (number % PIECE != PIECE - 1)
		return;
	conn_say(conn, "ping %d", number);
	conn_wait_for(conn, "ok ping %d", number);
}

static void
join_all(struct conn *conn)
{
	char name[COLLIDING_ROOM];

	for (int i = 0; i < GROUPS; i++) {
		colliding_name((unsigned)i, name);
		say_all(conn, "join %s", name, i);
	}
}

/* What it costs the parent to be asked for a group that is not there; ms. */
static long
cost_of_asking(struct server *server, struct conn *conn, const char *name)
{
	const long before = proc_cpu(server->pid);

	for (int i = 0; i < ASKED; i++)
		say_all(conn, "names %s", name, i);
	return proc_cpu(server->pid) - before;
}

int
main(void)
{
	char missing[COLLIDING_ROOM];

	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(&setup);
	struct conn *javad = conn_named(server, "javad");

	join_all(javad);
	colliding_name(GROUPS, missing);
	const long usual = cost_of_asking(server, javad, "some-other-group");
	const long made_up = cost_of_asking(server, javad, missing);
	TAP_OK(made_up < 3 * usual + SLACK,
	    "%d times a group that is not there: %ld ms, usually %ld", ASKED,
	    made_up, usual);
	server_stop(server);
	return tap_done();
}
