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

/* It is tried after 100, 300, 700, 1500 ms, or later on a busy machine. */
#define TALK (2 * SEC)
#define LEAST 1
#define MOST 6

int
main(void)
{
	char cannot[128];
	struct server *server = server_start(
	    &(struct setup) { .config = HEALTH_CONFIG, .stays = true });
	struct health *health = health_open(server);
	struct conn *javad = conn_member(server, "javad", "1");

	(void)health_ask(health);
	proc_limit(server->pid, RLIMIT_NOFILE, FEW);
	const usec start = clock_mono();
	MUST(kill(health_responder(server), SIGKILL) == 0, "no responder");
	server_expect(server, "responder: pid ...");
	(void)snprintf(cannot, sizeof(cannot), CANNOT "%s", strerror(EMFILE));
	server_expect(server, "%s", cannot);
	while (clock_mono() < start + TALK)
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	const size_t tries = server_logged(server, cannot);
	TAP_OK(tries >= LEAST && tries <= MOST,
	    "a client talks, and it is tried %zu times", tries);
	proc_limit(server->pid, RLIMIT_NOFILE, ENOUGH);
	health_expect(health, "running");
	PASS("later there is one");
	conn_expect_nothing(javad);
	server_stop(server);
	return tap_done();
}
