/*
 * With peer_names, only the login itself can create an account with its name,
 * over its UNIX socket, and can log in without a secret.
 */
#include <stdio.h>

#include "tests/lib/keeper.h"
#include "tests/lib/login.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	const char *login = login_own();
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server = server_start(
	    &(struct setup) { .config = KEEPER_QUICK "peer_names yes\n",
		.listen = { "127.0.0.1:0", path } });
	struct conn *other = conn_named(server, "whoever");
	struct conn *own = conn_open_at(path);

	conn_say(other, "enroll %s pw", login);
	conn_expect(other, "err enroll name-taken that name is a login ...");
	conn_ask(other, "prove external", "ok prove +");
	conn_ask(other, "prove +", "err prove not-allowed ...");
	PASS("over TCP nobody has it");
	conn_ask(own, "prove external", "ok prove +");
	conn_ask(own, "prove +", "err prove not-allowed ...");
	conn_ask(own, "whoever", "ok name %s", login);
	conn_ask(own, "register pw", "ok register %s", login);
	conn_ask(own, "logout", "ok logout");
	PASS("over the UNIX socket it is made");
	conn_ask(own, "prove external", "ok prove +");
	conn_ask(own, "prove +", "ok prove %s", login);
	PASS("and the system's word is enough");
	conn_ask(own, "logout", "ok logout");
	conn_ask(own, "prove external d2hvZXZlcg==",
	    "err prove not-allowed ..."); /* "whoever" */
	conn_say(other, "login %s pw", login);
	conn_expect(other, "ok login %s", login);
	PASS("elsewhere it is the secret");
	server_stop(server);
	return tap_done();
}
