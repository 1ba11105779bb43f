/*
 * A draining server's responder says so until the last client has left, and
 * then ends; TERM ends both, after the grace if the responder is stopped.
 * Neither a process nor the port is left.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"

static struct server *
start(void)
{
	return server_start(&(struct setup) {
	    .config = HEALTH_CONFIG "grace 60\n", .paced = true });
}

static void
expect_nothing_left(struct health *health, pid_t responder)
{
	MUST(proc_is_gone(responder), "the responder is left");
	health_expect_closed(health);
}

static void
test_drain(void)
{
	struct server *server = start();
	struct health *health = health_open(server);
	struct conn *javad = conn_named(server, "javad");
	struct conn *operator= conn_open_at(server->control);
	const pid_t responder = health_responder(server);

	conn_ask(operator, "drain", "ok 1 client left");
	TAP_NUM(health_expect(health, "draining")->clients, 1,
	    "a server that drains says so, and who is left");
	MUST(kill(responder, SIGKILL) == 0, "no responder");
	server_expect(server, "responder: pid * ended, signal 9; ...");
	server_pace(server, SEC);
	health_expect(health, "draining");
	PASS("so does another responder");
	conn_ask(javad, "quit", "bye quit ...");
	conn_close(javad);
	conn_close(operator);
	TAP_NUM(server_status(server), 0, "it ends with the last client");
	expect_nothing_left(health, responder);
	PASS("and nothing is left");
}

static void
test_drain_empty(void)
{
	struct server *server = start();
	struct health *health = health_open(server);
	struct conn *operator= conn_open_at(server->control);
	const pid_t responder = health_responder(server);

	conn_ask(operator, "drain", "ok 0 clients left");
	TAP_NUM(server_status(server), 0, "without any it ends at once");
	expect_nothing_left(health, responder);
}

static void
test_stop(bool stopped)
{
	struct server *server = start();
	struct health *health = health_open(server);
	const pid_t responder = health_responder(server);

	(void)conn_named(server, "javad");
	health_expect(health, "running");
	MUST(!stopped || kill(responder, SIGSTOP) == 0, "no responder");
	server_stop_late(server, stopped ? 60 * SEC : 0);
	TAP_NUM(server_logged(server, "responder: pid ..."), 0,
	    "the log has no word on its end");
	expect_nothing_left(health, responder);
	PASS("TERM ends both%s", stopped ? ", though it is stopped" : "");
}

int
main(void)
{
	test_drain();
	test_drain_empty();
	test_stop(false);
	test_stop(true);
	return tap_done();
}
