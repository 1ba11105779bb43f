/*
 * If another program takes over while an account is being created, who waited
 * with a name that looks alike still waits, and is refused when it is made.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

int
main(void)
{
	static char config[1024];

	(void)snprintf(config, sizeof(config),
	    "%sregister before\nhold_time 600\nhello_time 0\n",
	    keeper_config());
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *one = conn_open(server), *two = conn_open(server);
	struct conn *control;

	conn_close(conn_named(server, "ann")); /* the keeper has told all */
	const pid_t old = keeper_find(server);
	keeper_signal(server, SIGSTOP);
	/* Both lines go up in one write: with the first the second is run. */
	conn_say(one, "ping\nenroll modern pw");
	conn_expect(one, "ok ping");
	conn_say(two, "ping\nenroll modem pw");
	conn_expect(two, "ok ping");
	control =
	    upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_LATER));
	MUST(kill(old, SIGCONT) == 0, "no keeper");
	upgrade_expect(control, "ok ...");
	conn_expect(one, "ok register modern");
	conn_expect(two, "err enroll exists ...");
	PASS("one is made, and the other is not");
	server_stop(server);
	return tap_done();
}
