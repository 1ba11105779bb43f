/*
 * After SIGKILL of the responder, another one starts, the log says when, and no
 * client notices. After repeated kills, the delay doubles each time.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"

#define TIMES 4

/* The first is put off for so long. */
#define FIRST (100 * MSEC)

static void
expect_another(struct server *server, struct health *health, usec delay)
{
	const pid_t responder = health_responder(server);

	MUST(kill(responder, SIGKILL) == 0, "no responder");
	server_expect(server,
	    "responder: pid %ld ended, signal 9; restarting in %u ms",
	    (long)responder, (unsigned)(delay / MSEC));
	server_pace(server, delay - 1);
	server_expect_workers(server, 2);
	PASS("put off for %u ms, it is not there sooner",
	    (unsigned)(delay / MSEC));
	server_pace(server, 1);
	(void)health_ask(health);
	TAP_OK(health_responder(server) != responder, "which is another");
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = HEALTH_CONFIG, .paced = true });
	struct health *health = health_open(server);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	const pid_t worker = server_worker(server, "javad");

	conn_expect(javad, "join * 1 ali");
	(void)health_ask(health);
	for (int i = 0; i < TIMES; i++)
		expect_another(server, health, FIRST << i);
	conn_expect_nothing(javad);
	conn_expect_nothing(ali);
	conn_ask(ali, "send 1 hello", "msg * 1 ali hello");
	conn_expect(javad, "msg * 1 ali hello");
	TAP_NUM(server_worker(server, "javad"), worker,
	    "clients have noticed nothing");
	TAP_NUM(health_expect(health, "running")->clients, 2,
	    "the new one knows of them");
	server_expect_workers(server, 3);
	server_stop(server);
	return tap_done();
}
