/*
 * If another program takes over while an account is being created, the name
 * stays reserved until the keeper has answered.
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
	conn_ask(two, "enroll modem pw", "err enroll name-taken ...");
	control =
	    upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_LATER));
	upgrade_expect(control, "ok ...");
	conn_ask(two, "enroll modem pw", "err enroll name-taken another ...");
	PASS("the name is reserved in the next program, too");
	MUST(kill(old, SIGCONT) == 0, "no keeper");
	conn_expect(one, "ok register modern");
	conn_ask(two, "enroll modem pw", "err enroll exists ...");
	PASS("until it is made");
	server_stop(server);
	return tap_done();
}
