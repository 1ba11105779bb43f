/*
 * While the accounts cannot be written, forkcastctl check is critical and the
 * log says why.
 */
#include <stdio.h>

#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"

/* By forkcastctl check, as soon as the scoreboard has it. */
static void
is_shown(const char *verdict, int status, const char *why)
{
	char script[256], wanted[128];

	(void)snprintf(script, sizeof(script),
	    "until forkcastctl -p $SERVER check | grep -q %s; do sleep 0.05 || "
	    "sleep 1; done; forkcastctl -p $SERVER check",
	    verdict);
	(void)snprintf(wanted, sizeof(wanted),
	    "FORKCAST %s - running, * of * clients%s | ...\n", verdict, why);
	shell_run(script, status, wanted, "");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "can", "ok can ...");
	shell_set_number("SERVER", server->was);
	keeper_block(true);
	conn_ask(ali, "register pw", "err register unavailable ...");
	server_expect(server, "keeper: cannot write: the file ...");
	is_shown("CRITICAL", 2, "; cannot save the accounts");
	conn_ask(ali, "login ali pw", "err login not-allowed ...");
	is_shown("CRITICAL", 2, "; cannot save the accounts");
	keeper_block(false);
	conn_ask(ali, "register pw", "ok register ali");
	is_shown("OK", 0, "");
	server_stop(server);
	return tap_done();
}
