/*
 * While the members of a group do not read, clients that keep changing their
 * away status are refused in time, and no member is disconnected.
 */
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

#define MEMBERS 6
#define ATTACKERS 3
#define LINES 4000 /* of one: more than what sockets, pipe and queue hold */
#define TEXT ((size_t)380)

static struct {
	struct conn *member[MEMBERS];
	struct conn *attacker[ATTACKERS];
	size_t refused;
} test;

static void
enter(struct server *server)
{
	char name[LIMIT_NAME];

	for (int i = 0; i < MEMBERS; i++) {
		(void)snprintf(name, sizeof(name), "m%d", i);
		test.member[i] = conn_member(server, name, "tea");
		conn_ask(test.member[i], "want full", "ok want full");
	}
	for (int i = 0; i < ATTACKERS; i++) {
		(void)snprintf(name, sizeof(name), "a%d", i);
		test.attacker[i] = conn_member(server, name, "tea");
	}
}

/* The answer, behind whatever else has come; is it slow-down? */
static bool
is_refused(struct conn *conn)
{
	struct str line;

	do
		line = conn_line(conn);
	while (!str_eq(line, STR("ok away")) &&
	    !pattern_matches("err away ...", line));
	return pattern_matches("err away slow-down ...", line);
}

static void
flood(void)
{
	for (int line = 0; line < LINES; line++)
		for (int i = 0; i < ATTACKERS; i++) {
			conn_say(
			    test.attacker[i], "away %d %s", line, filler(TEXT));
			test.refused += is_refused(test.attacker[i]);
		}
}

int
main(void)
{
	char path[SCRATCH_PATH];

	bulk();
	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .listen = { path }, .config = "queue_max 1M\nstall_time 3600\n" });

	enter(server);
	flood();
	TAP_OK(test.refused > LINES,
	    "half of the group are behind: %zu lines "
	    "are refused with slow-down",
	    test.refused);
	for (int i = 0; i < MEMBERS; i++) {
		conn_say(test.member[i], "ping here");
		conn_wait_for(test.member[i], "ok ping here");
	}
	PASS("nobody of the group is thrown out");
	conn_ask(test.attacker[0], "away", "ok away");
	PASS("when they have read it may be said again");
	server_stop(server);
	return tap_done();
}
