/*
 * Where others could read the traffic, the server accepts no secret, only
 * SCRAM-SHA-256; it accepts secrets through a proxy marked secure, and
 * everywhere with login_plaintext.
 */
#include "tests/lib/keeper.h"
#include "tests/lib/scratch.h"

#define FROM "PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n"

static struct conn *
comes_by_proxy(const struct server *server, size_t address, const char *name)
{
	struct conn *conn = conn_open_at(server->address[address]);

	conn_send(conn, FROM, sizeof(FROM) - 1);
	conn_ask(conn, name, "ok name %s", name);
	return conn;
}

static const struct step refused[] = {
	{ "register pw",
	    "err register not-allowed this connection is not secure; ..." },
	{ "enroll zoe pw",
	    "err enroll not-allowed this connection is not secure; ..." },
	{ "login ali pw",
	    "err login not-allowed this connection is not secure; ..." },
	{ "oper ali pw",
	    "err oper not-allowed this connection is not secure; ..." },
	{ "prove plain",
	    "err prove not-allowed this connection is not secure; ..." },
	{ "prove plain AGFsaQBwdw==",
	    "err prove not-allowed this connection ..." },
	{ "ping", "ok ping" },
};

int
main(void)
{
	char far_path[SCRATCH_PATH], safe_path[SCRATCH_PATH];

	scratch_path(far_path, "far proxy");
	scratch_path(safe_path, "safe secure proxy");
	struct setup setup = { .config = KEEPER_QUICK,
		.listen = { "127.0.0.1:0", far_path, safe_path } };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_named(server, "ali");
	struct conn *far, *safe;
	struct str answer;

	conn_ask(ali, "register pw", "ok register ali");
	PASS("from this machine a secret is taken");
	far = comes_by_proxy(server, 1, "far");
	conn_steps(far, refused);
	PASS("from elsewhere it is not");
	TAP_OK(keeper_scram(far, "ali", "pw", false, &answer),
	    "but it can be proved");
	safe = comes_by_proxy(server, 2, "safe");
	conn_ask(safe, "login ali pw", "ok login ali");
	PASS("nor is it where nobody can read along");
	server_stop(server);

	setup.config = KEEPER_QUICK "login_plaintext yes\n";
	server = server_start(&setup);
	far = comes_by_proxy(server, 1, "far");
	conn_ask(far, "register pw", "ok register far");
	PASS("or where the operator does not mind");
	server_stop(server);
	return tap_done();
}
