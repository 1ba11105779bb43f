/*
 * TERM ends the responder, and another one starts; it ignores signals meant for
 * the parent; stopped it is silent, and continues where it was.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"

static const int ignored[] = { SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGUSR1,
	SIGUSR2, SIGPIPE };

static void
test_ignored(pid_t responder, struct health *health)
{
	for (size_t i = 0; i < COUNT(ignored); i++) {
		MUST(kill(responder, ignored[i]) == 0, "no responder");
		(void)health_ask(health);
	}
	TAP_OK(!proc_is_gone(responder), "it answers as before");
}

/* A request that came while it was stopped is answered when it continues. */
static void
test_stopped(pid_t responder, struct health *health, struct conn *javad)
{
	MUST(kill(responder, SIGSTOP) == 0, "no responder");
	health_request(health);
	conn_expect_nothing(javad);
	TAP_OK(!health_take(health), "stopped, it is silent");
	MUST(kill(responder, SIGCONT) == 0, "no responder");
	(void)health_ask(health);
	TAP_OK(!proc_is_gone(responder), "and goes on");
}

static void
test_term(struct server *server, struct health *health)
{
	const pid_t responder = health_responder(server);

	MUST(kill(responder, SIGTERM) == 0, "no responder");
	server_expect(server,
	    "responder: pid %ld ended, exit done; restarting in 100 ms",
	    (long)responder);
	(void)health_ask(health);
	TAP_OK(health_responder(server) != responder,
	    "TERM: it ends, and another one answers");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct conn *javad = conn_named(server, "javad");
	struct health *health = health_open(server);

	(void)health_ask(health);
	test_ignored(health_responder(server), health);
	test_stopped(health_responder(server), health, javad);
	test_term(server, health);
	conn_expect_nothing(javad);
	health_expect_clients(health, 1);
	PASS("a client does not notice");
	server_stop(server);
	return tap_done();
}
