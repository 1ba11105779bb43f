/*
 * After SIGKILL of the parent, its responder ends too and frees the port for
 * the next server.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"

int
main(void)
{
	char address[ADDR_TEXT], config[ADDR_TEXT + 16];
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);

	health_expect(health, "running");
	const pid_t responder = health_responder(server);
	server_signal(server, SIGKILL);
	proc_expect_gone(responder);
	PASS("it is gone");
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "as its parent is");
	health_expect_closed(health);
	PASS("nobody has the port");
	health_address(server, address);
	(void)snprintf(config, sizeof(config), "responder %s\n", address);
	server = server_start(&(struct setup) { .config = config });
	health_expect(health_open_at(address), "running");
	PASS("the next server answers there");
	server_stop(server);
	return tap_done();
}
