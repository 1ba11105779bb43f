/*
 * A HUP with another address opens it and closes the old one without
 * disconnecting anybody. The log names both, and which is for proxies.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	char old[SCRATCH_PATH];
	char new[SCRATCH_PATH];
	char config[2 * SCRATCH_PATH];

	scratch_path(old, "old");
	scratch_path(new, "new");
	(void)snprintf(config, sizeof(config), "listen %s\n", old);
	struct server *server = server_start(
	    &(struct setup) { .config = config, .file_listens = true });
	struct conn *javad = conn_member(server, "javad", "1");

	(void)snprintf(config, sizeof(config), "listen %s\n", new);
	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "no longer listening on %s", old);
	server_expect(server, "listening on %s", new);
	server_expect(server, "reload: done");
	struct conn *ali = conn_open_at(new);
	conn_ask(ali, "ali", "ok name ali");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_expect(javad, "join * 1 ali");
	PASS("a client on the new address meets one of the old");
	TAP_OK(access(old, F_OK) != 0, "the old one is gone");
	scratch_write(server->config, "listen /no/such/directory/socket\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: ...");
	conn_ask(conn_open_at(new), "reza", "ok name reza");
	PASS("one that cannot be had changes nothing");
	(void)snprintf(config, sizeof(config), "listen %s proxy\n", new);
	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "listening on %s (proxy)", new);
	server_expect(server, "reload: done");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	(void)snprintf(config, sizeof(config), "listening on %s (proxy)", new);
	TAP_NUM(server_logged(server, config), 1,
	    "a mark that is new is logged, once");
	server_stop(server);
	return tap_done();
}
