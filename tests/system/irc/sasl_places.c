/*
 * Where others could read the traffic, the server offers only the SASL
 * mechanism that does not send the secret; over a UNIX socket, if names are
 * logins, also EXTERNAL. It refuses the others.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"
#include "tests/lib/scratch.h"

#define FROM "PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n"

static const struct move moves[] = {
	{ "near", SAYS, "CAP REQ sasl" },
	{ "near", GETS, ":* CAP * ACK :sasl" },
	{ "near", SAYS, "AUTHENTICATE EXTERNAL" },
	{ "near", GETS, ":* 908 * PLAIN,SCRAM-SHA-256 :..." },
	{ "near", GETS, ":* 904 * ..." },
	{ "own", SAYS, "CAP REQ sasl" },
	{ "own", GETS, ":* CAP * ACK :sasl" },
	{ "own", SAYS, "AUTHENTICATE FOO" },
	{ "own", GETS, ":* 908 * PLAIN,SCRAM-SHA-256,EXTERNAL :..." },
	{ "own", GETS, ":* 904 * ..." },
	{ "own", SAYS, "AUTHENTICATE EXTERNAL" },
	{ "own", GETS, ":* AUTHENTICATE +" },
	{ NULL, HOLDS, "as many as there are good ones" },
	{ "far", SAYS, "CAP REQ sasl" },
	{ "far", GETS, ":* CAP * ACK :sasl" },
	{ "far", SAYS, "AUTHENTICATE PLAIN" },
	{ "far", GETS, ":* 908 * SCRAM-SHA-256 :..." },
	{ "far", GETS, ":* 904 * ..." },
	{ "far", SAYS, "AUTHENTICATE EXTERNAL" },
	{ "far", GETS, ":* 908 * SCRAM-SHA-256 :..." },
	{ "far", GETS, ":* 904 * ..." },
	{ "far", SAYS, "AUTHENTICATE scram-sha-256" },
	{ "far", GETS, ":* AUTHENTICATE +" },
	{ NULL, HOLDS, "and no others" },
};

int
main(void)
{
	char far_path[SCRATCH_PATH], own_path[SCRATCH_PATH];
	struct server *server;
	struct conn *far;

	scratch_path(far_path, "far proxy");
	scratch_path(own_path, "own");
	server = exchange_begin(
	    &(struct setup) { .config = KEEPER_QUICK "peer_names yes\n",
		.listen = { "127.0.0.1:0", far_path, own_path } });
	far = conn_open_at(server->address[1]);
	conn_send(far, FROM, sizeof(FROM) - 1);
	exchange_add("near", conn_open(server));
	exchange_add("far", far);
	exchange_add("own", conn_open_at(server->address[2]));
	EXCHANGE_GO_ON(moves);
	return exchange_end();
}
