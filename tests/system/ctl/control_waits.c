/*
 * An order that waits for the keeper blocks nobody: clients that connect
 * meanwhile are served before it is answered.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/keeper.h"

/* The keeper is stopped: nothing is answered before it goes on. */
static void
test_waits(struct server *server, const char *order, const char *answer)
{
	struct conn *operator= conn_open_at(server->control);
	struct conn *newcomer;

	conn_ask(operator, "ping", "ok ping");
	keeper_signal(server, SIGSTOP);
	conn_say(operator, "%s", order);
	newcomer = conn_named(server, "bob");
	conn_ask(newcomer, "ping", "ok ping");
	keeper_signal(server, SIGCONT);
	conn_wait_for(operator, answer);
	PASS("a newcomer is served while \"%s\" waits", order);
	conn_close(operator);
	conn_ask(newcomer, "quit", "bye quit ...");
	conn_close(newcomer);
}

int
main(void)
{
	static char config[1024];

	(void)snprintf(
	    config, sizeof(config), "%shold_time 600\n", keeper_config());
	const struct setup setup = { .config = config };
	struct server *server = server_start(&setup);

	conn_close(conn_named(server, "ann")); /* the keeper has told all */
	test_waits(server, "accounts add ali pw", "ok account ali created");
	test_waits(server, "ban 192.0.2.1", "ok saved");
	server_stop(server);
	return tap_done();
}
