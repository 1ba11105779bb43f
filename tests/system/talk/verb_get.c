/* get: of a group its members alone, of a client everybody. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "get", "err get bad-command ..." },
	{ "get 1 a b", "err get bad-command ..." },
	{ "get 1", "err get not-member ..." },
	{ "get nowhere a", "err get not-member ..." },
	{ "get @nobody", "err get no-such-name ..." },
	{ "get @@", "err get bad-name ..." },
	{ "get @", "err get bad-name ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_named(server, "ali");

	conn_ask(javad, "get 1", "ok get 1 0");
	conn_ask(javad, "put 1 b x y", "ok put ...");
	conn_ask(javad, "put 1 a z", "ok put ...");
	conn_ask(javad, "put 1 b.c z", "ok put ...");
	conn_ask(javad, "get 1", "row 1 a * javad z");
	conn_expect(javad, "row 1 b * javad x y");
	conn_expect(javad, "row 1 b.c * javad z");
	conn_expect(javad, "ok get 1 3");
	conn_ask(javad, "get 1 b", "row 1 b * javad x y");
	conn_expect(javad, "ok get 1 1");
	conn_ask(javad, "get 1 none", "ok get 1 0");
	PASS("a group's");
	conn_ask(javad, "put @javad status away", "ok put ...");
	conn_ask(ali, "get @JAVAD", "row @javad status * javad away");
	conn_expect(ali, "ok get @javad 1");
	conn_ask(ali, "get @ali", "ok get @ali 0");
	PASS("anybody's");
	conn_steps(ali, refused);
	PASS("each refusal");
	server_stop(server);
	return tap_done();
}
