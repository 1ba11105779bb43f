/* A HUP with other rules for users of UNIX sockets applies to newcomers. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/login.h"
#include "tests/lib/scratch.h"

static void
reload(struct server *server, const char *config)
{
	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
}

int
main(void)
{
	const char *login = login_own();
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *javad = conn_named(server, "javad");
	struct conn *own = conn_open_at(path);

	reload(server, "peer_names yes\n");
	conn_ask(javad, "join 1", "join * 1 javad");
	conn_ask(javad, "name reza", "err name not-allowed ...");
	conn_ask(own, "ali", "ok name %s", login);
	PASS("peer_names: who has a name keeps it, the others get theirs");
	reload(server, "max_per_user 1\n");
	conn_ask(javad, "name reza", "name * javad reza");
	PASS("and without it one may change it");
	conn_expect_turned_away(conn_open_at(path), "...");
	conn_ask(own, "ping", "ok ping");
	PASS("max_per_user: nobody is thrown out, and nobody comes in");
	reload(server, "max_per_user 0\n");
	conn_ask(conn_open_at(path), "ali", "ok name ali");
	PASS("nor is that for good");
	server_stop(server);
	return tap_done();
}
