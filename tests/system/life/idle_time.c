/*
 * idle_time: a client that says nothing is asked by ping; any line will do as
 * an answer, and without one it is told goodbye.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define ROUNDS 4

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "idle_time 0.3\nping_time 3\n" });
	struct conn *silent = conn_member(server, "silent", "1");
	struct conn *answers = conn_named(server, "answers");

	for (int i = 0; i < ROUNDS; i++) {
		conn_expect(answers, "ping");
		conn_say(answers, i % 2 == 0 ? "ping" : "no command");
		conn_expect(answers, "...");
	}
	PASS("who answers stays, whatever it says");
	conn_expect(silent, "ping");
	conn_expect(silent, "bye idle no reply to ...");
	conn_expect_end(silent);
	conn_close(silent);
	PASS("who does not is told goodbye");
	server_expect(server, "silent: quit");
	server_expect(server, "ended: silent * pid *, bye idle, ...");
	conn_say(answers, "names 1");
	conn_wait_for(answers, "ok names 1 0");
	PASS("and has left its groups");
	server_stop(server);
	return tap_done();
}
