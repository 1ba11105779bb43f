/*
 * If the system has no descriptors for another responder, the log says so, the
 * server tries again, less often each time, and clients talk meanwhile; when
 * there are some, it answers.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/lib/conn.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"

#define CANNOT "responder: cannot start: "

/* The server has all of these numbers. */
#define FEW 4
#define ENOUGH 256

/* The first delay, and how often it is tried: each delay is twice as long. */
#define FIRST (100 * MSEC)
#define TRIES 5

int
main(void)
{
	char cannot[128];
	struct server *server = server_start(&(struct setup) {
	    .config = HEALTH_CONFIG, .stays = true, .paced = true });
	struct health *health = health_open(server);
	struct conn *javad = conn_member(server, "javad", "1");

	(void)health_ask(health);
	proc_limit(server->pid, RLIMIT_NOFILE, FEW);
	MUST(kill(health_responder(server), SIGKILL) == 0, "no responder");
	server_expect(server, "responder: pid ...");
	(void)snprintf(cannot, sizeof(cannot), CANNOT "%s", strerror(EMFILE));
	for (size_t i = 0; i < TRIES; i++) {
		server_pace(server, (FIRST << i) - 1);
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
		MUST(
		    server_logged(server, cannot) == i, "it is tried too soon");
		server_pace(server, 1);
		server_expect(server, "%s", cannot);
	}
	PASS("a client talks, and it is tried, less often each time");
	proc_limit(server->pid, RLIMIT_NOFILE, ENOUGH);
	server_pace(server, FIRST << TRIES);
	health_expect(health, "running");
	PASS("later there is one");
	conn_expect_nothing(javad);
	server_stop(server);
	return tap_done();
}
