/* If the new configuration fails in the rehearsal, nothing happens. */
#include <signal.h>

#include "tests/lib/conn.h"

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

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "listen 127.0.0.1:0\ngroup tea\n",
		.file_listens = true,
		.stays = true,
		.paced = true });
	struct conn *javad = conn_member(server, "javad", "1");

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
