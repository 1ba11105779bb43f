/*
 * After an upgrade the responder is another process at the same port, and
 * answers soon.
 */
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);
	struct conn *javad = conn_named(server, "javad");
	pid_t before = health_responder(server);

	health_expect_clients(health, 1);
	for (int i = 0; i < 2; i++) {
		upgrade_to(server, i == 0 ? UPGRADE_LATER : UPGRADE_THIS);
		proc_expect_gone(before);
		health_expect_clients(health, 1);
		const pid_t now = health_responder(server);
		TAP_OK(now != before, "another process answers");
		before = now;
	}
	TAP_NUM(server_logged(server, "ended: ..."), 0, "no end of a client");
	conn_ask(javad, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}
