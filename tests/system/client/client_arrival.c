/*
 * A newcomer is told how to begin; on joining a group, the client shows its
 * topic and members.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

#define CROWD 60

int
main(void)
{
	struct server *server = server_start(NULL);
	const char *address = server->address[0];
	struct conn *ali = conn_member(server, "ali", "ops");
	struct pty *javad = PTY_CLIENT(address, "-n", "javad");
	struct conn *crowd[CROWD];
	char name[16];

	pty_expect(javad, "-- /join GROUP to begin, /help for help");
	PASS("at first");
	pty_type(javad, "/join 1\r");
	pty_expect(javad, "-- javad has joined #1");
	pty_expect(javad, "-- nobody else is in #1");
	TAP_OK(!pty_shows(javad, "-- 1 has no topic"), "a topic that is none");
	conn_say(ali, "topic ops tea at five");
	conn_wait_for(ali, "topic * ops ali tea at five");
	pty_type(javad, "/join ops\r");
	pty_expect(javad, "-- javad has joined #ops");
	pty_expect(javad, "-- the topic of #ops: tea at five");
	pty_expect(javad, "-- in #ops: @ali javad");
	TAP_OK(!pty_shows(javad, "-- members of #ops: 2"), "not counted too");
	for (size_t i = 0; i < CROWD; i++) {
		(void)snprintf(name, sizeof(name), "c%zu", i);
		crowd[i] = conn_member(server, name, "many");
	}
	pty_type(javad, "/join many\r");
	pty_expect(javad, "-- members of #many: 61");
	PASS("many are counted");
	for (size_t i = 0; i < CROWD; i++)
		conn_close(crowd[i]);
	struct pty *sara = PTY_CLIENT(address, "-n", "sara", "ops");
	pty_expect(sara, "-- in #ops: @ali javad sara");
	TAP_OK(!pty_shows(sara, "-- /join GROUP to begin, /help for help"),
	    "who has named a group is not told to");
	pty_type(javad, "/quit\r");
	pty_type(sara, "/quit\r");
	MUST(pty_status(javad) == 0 && pty_status(sara) == 0, "no good end");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
