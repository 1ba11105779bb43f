/*
 * Server operators stay so in the next program, unless its configuration, or
 * the operator, has removed the account.
 */
#include <stdio.h>

#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = KEEPER_QUICK "oper ali\noper bo\n" });
	struct conn *ali = conn_named(server, "ali");
	struct conn *bo = conn_named(server, "bo");
	struct conn *one = conn_named(server, "one");
	struct conn *two = conn_named(server, "two");
	struct shell_case remove = { .said = "...\n", .complained = "" };
	char script[64];

	keeper_add(server, "ali");
	conn_ask(ali, "login ali pw", "ok login ali");
	keeper_add(server, "bo");
	conn_ask(bo, "login bo pw", "ok login bo");
	conn_ask(one, "oper ali pw", "ok oper");
	conn_ask(two, "oper bo pw", "ok oper");
	upgrade_to(server, UPGRADE_LATER);
	conn_ask(one, "counts", "ok counts 4 0 2 3 4");
	conn_ask(two, "kill nobody x", "err kill no-such-name ...");
	PASS("they are what they were");
	scratch_write(server->config, KEEPER_QUICK "oper bo\n");
	upgrade_to(server, UPGRADE_THIS);
	conn_ask(one, "kill nobody x", "err kill not-operator ...");
	conn_ask(two, "kill nobody x", "err kill no-such-name ...");
	PASS("whom the configuration names no more is none");
	(void)snprintf(script, sizeof(script),
	    "forkcastctl -t 600 -p %ld accounts remove bo", (long)server->pid);
	remove.script = script;
	shell_cases_at(HERE, "1", &remove, 1);
	conn_ask(two, "kill nobody x", "err kill not-operator ...");
	PASS("nor is whose account is no more");
	server_stop(server);
	return tap_done();
}
