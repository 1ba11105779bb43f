/*
 * If the new configuration fails in the rehearsal, nothing happens; if it fails
 * later, because an address is in use, the server returns to the old program
 * and its configuration.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"

static void
upgrade(struct server *server, const char *config)
{
	scratch_write(server->config, config);
	server_signal(server, SIGUSR2);
}

/* Clients stay, and so does the group of the first configuration. */
static void
is_as_before(struct conn *javad)
{
	conn_ask(javad, "send 1 still here", "msg * 1 javad still here");
	conn_say(javad, "groups");
	conn_wait_for(javad, "group tea 0 ...");
	conn_wait_for(javad, "ok groups 2");
	PASS("nobody has noticed");
}

static void
goes_back(struct server *server, struct conn *javad)
{
	struct fake other;
	char config[2 * ADDR_TEXT];

	fake_start(&other);
	(void)snprintf(config, sizeof(config),
	    "listen 127.0.0.1:0\nlisten %s\n", other.address);
	for (int i = 0; i < 2; i++) {
		upgrade(server, config);
		server_expect(
		    server, "upgrade: rolled back: cannot listen on ...");
		is_as_before(javad);
	}
	fake_stop(&other);
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "listen 127.0.0.1:0\ngroup tea\n",
		.file_listens = true,
		.stays = true,
		.paced = true });
	struct conn *javad = conn_member(server, "javad", "1");

	goes_back(server, javad);
	upgrade(server, "");
	server_expect(server,
	    "upgrade: refused: %s: no longer has any settings", server->config);
	upgrade(server, "group tea\n");
	server_expect(server,
	    "upgrade: refused: %s: no longer has a listen key...",
	    server->config);
	upgrade(server, "listen 127.0.0.1:0\nlisen 1\n");
	server_expect(server, "upgrade: refused: %s:2: lisen 1: unknown key",
	    server->config);
	is_as_before(javad);
	upgrade(server, "listen 127.0.0.1:0\n");
	server_expect(server, "upgrade: done * to *, 1 client, * ms");
	conn_ask(javad, "names tea", "err names no-such-group ...");
	PASS("one that is good is taken");
	conn_close(javad);
	server_stop(server);
	return tap_done();
}
