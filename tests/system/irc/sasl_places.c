/*
 * Where others could read the traffic, the server offers only the SASL
 * mechanism that does not send the secret; over a UNIX socket, if names are
 * logins, also EXTERNAL. It refuses the others.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/keeper.h"
#include "tests/lib/scratch.h"

#define FROM "PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n"

/* It is told the mechanisms when it asks for one that there is not. */
static void
is_offered(struct conn *conn, const char *wrong, const char *mechanisms)
{
	conn_say(conn, "AUTHENTICATE %s\r", wrong);
	conn_expect(conn, ":* 908 * %s :...", mechanisms);
	conn_expect(conn, ":* 904 * ...");
	PASS("%s: there are %s", wrong, mechanisms);
}

int
main(void)
{
	char far_path[SCRATCH_PATH], own_path[SCRATCH_PATH];
	struct conn *near, *far, *own;

	scratch_path(far_path, "far proxy");
	scratch_path(own_path, "own");
	struct server *server = server_start(
	    &(struct setup) { .config = KEEPER_QUICK "peer_names yes\n",
		.listen = { "127.0.0.1:0", far_path, own_path } });
	near = conn_open(server);
	far = conn_open_at(server->address[1]);
	own = conn_open_at(server->address[2]);
	conn_send(far, FROM, sizeof(FROM) - 1);
	conn_ask(near, "CAP REQ sasl\r", ":* CAP * ACK :sasl\r");
	conn_ask(far, "CAP REQ sasl\r", ":* CAP * ACK :sasl\r");
	conn_ask(own, "CAP REQ sasl\r", ":* CAP * ACK :sasl\r");
	is_offered(near, "EXTERNAL", "PLAIN,SCRAM-SHA-256");
	is_offered(own, "FOO", "PLAIN,SCRAM-SHA-256,EXTERNAL");
	conn_ask(own, "AUTHENTICATE EXTERNAL\r", ":* AUTHENTICATE +\r");
	is_offered(far, "PLAIN", "SCRAM-SHA-256");
	is_offered(far, "EXTERNAL", "SCRAM-SHA-256");
	conn_ask(far, "AUTHENTICATE scram-sha-256\r", ":* AUTHENTICATE +\r");
	server_stop(server);
	return tap_done();
}
