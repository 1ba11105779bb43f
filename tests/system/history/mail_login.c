/*
 * With peer_names, letters reach a user of this machine, too, who needs no
 * account; and that user can leave some.
 */
#include <stdio.h>

#include "tests/lib/journal.h"
#include "tests/lib/login.h"

int
main(void)
{
	const char *login = login_own();
	char path[SCRATCH_PATH], config[4 * SCRATCH_PATH];
	struct server *server;
	struct conn *ali, *user;

	scratch_path(path, "socket");
	(void)snprintf(config, sizeof(config),
	    "%speer_names yes\nhistory_sync none\n", journal_config());
	server = server_start(&(const struct setup) {
	    .config = config, .listen = { "127.0.0.1:0", path } });
	keeper_add(server, "no-login");
	user = conn_open_at(server->address[1]);
	conn_say(user, "name x");
	conn_expect(user, "ok name %s", login);
	conn_ask(user, "tell no-login one", "ok tell kept * no-login");
	conn_ask(user, "tell nobodyatall two", "err tell no-such-name ...");
	PASS("a user of this machine can leave a letter");
	conn_quit(user);
	ali = keeper_come(server, "no-login");
	conn_expect(ali, "letters");
	conn_expect(ali, "past tell * %s no-login one", login);
	conn_expect(ali, "letters *");
	conn_say(ali, "tell %s two", login);
	conn_expect(ali, "ok tell kept * %s", login);
	conn_ask(ali, "tell nobodyatall two", "err tell no-such-name ...");
	user = conn_open_at(server->address[1]);
	conn_say(user, "name x");
	conn_expect(user, "ok name %s", login);
	conn_expect(user, "letters");
	conn_expect(user, "past tell * no-login %s two", login);
	conn_expect(user, "letters *");
	PASS("and gets those of others");
	conn_ask(user, "login no-login pw", "ok login no-login");
	conn_expect(user, "letters");
	conn_wait_for(user, "past tell * %s no-login one", login);
	conn_expect(user, "letters *");
	conn_say(user, "done %llu", (unsigned long long)conn_id(user));
	conn_expect(user, "ok done *");
	conn_expect(user, "letters");
	conn_expect(user, "past tell * no-login %s two", login);
	conn_expect(user, "letters *");
	PASS("after those of an account that the user has logged in to");
	conn_quit(user);
	conn_quit(ali);
	server_stop(server);
	return tap_done();
}
