/*
 * idle_time: the server pings a silent client; any line is an answer, and
 * without one the client gets a bye.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define ROUNDS 4

/* Only who has answered is asked again. */
static void
answers_stay(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "idle_time 60\nping_time 600\n", .paced = true });
	struct conn *answers = conn_named(server, "answers");

	for (int i = 0; i < ROUNDS; i++) {
		server_pace(server, 60 * SEC);
		conn_expect(answers, "ping");
		conn_say(answers, i % 2 == 0 ? "ping" : "no command");
		conn_expect(answers, "...");
	}
	PASS("who answers stays, whatever it says");
	server_stop(server);
}

static void
silent_goes(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "idle_time 60\nping_time 60\n", .paced = true });
	struct conn *silent = conn_open(server);

	conn_say(silent, "silent\njoin 1");
	conn_wait_for(silent, "join * 1 silent");
	server_pace(server, 60 * SEC);
	conn_wait_for(silent, "ping");
	server_pace(server, 60 * SEC);
	conn_expect(silent, "bye idle no reply to ...");
	conn_expect_end(silent);
	conn_close(silent);
	PASS("who does not is told goodbye");
	server_expect(server, "silent: quit");
	server_expect(server, "ended: silent * pid *, bye idle, ...");
	server_reload(server, "idle_time 0\n");
	struct conn *other = conn_named(server, "other");
	conn_ask(other, "names 1", "ok names 1 0");
	PASS("and has left its groups");
	server_stop(server);
}

int
main(void)
{
	answers_stay();
	silent_goes();
	return tap_done();
}
