/*
 * After SIGKILL or SIGSEGV of a worker, only its client is gone; the others
 * chat.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"

static void
test_signal(struct server *server, struct flood *flood, int signal)
{
	struct conn *javad = flood->conn;
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");
	struct conn *sara = conn_member(server, "sara", "2");

	flood_all(flood, &reza, 1, 50);
	MUST(kill(server_worker(server, "ali"), signal) == 0, "no worker");
	flood_all(flood, &reza, 1, 500);
	PASS("signal %d in the middle of talk: the others get all of it",
	    signal);
	server_expect(
	    server, "ended: ali * pid *, signal %d, lived ...", signal);
	conn_say(reza, "names 1"); /* the quit may stand behind the flood */
	conn_wait_for(reza, "names 1 javad reza");
	conn_expect(reza, "ok names 1 2");
	conn_close(ali);
	ali = conn_named(server, "ali");
	PASS("it is in no group any more, and its name is free");
	conn_expect_nothing(sara);
	conn_close(ali);
	conn_close(reza);
	conn_close(sara);
	conn_wait_for(javad, "quit * reza");
	server_expect_workers(server, 1);
}

static void
test_event(struct server *server, struct conn *javad)
{
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	MUST(kill(server_worker(server, "ali"), SIGKILL) == 0, "no worker");
	conn_expect(javad, "quit * ali");
	conn_ask(javad, "tell ali there?", "err tell no-such-name ...");
	PASS("the group is told when it is gone");
	conn_close(ali);
}

int
main(void)
{
	struct flood flood;
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	flood_init(&flood, javad, "1", 100);
	test_signal(server, &flood, SIGKILL);
	/* A sanitizer would catch this one and call it a fault. */
	if (!sanitized())
		test_signal(server, &flood, SIGSEGV);
	test_event(server, javad);
	server_stop(server);
	return tap_done();
}
