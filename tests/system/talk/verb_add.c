/* add: once, and how many keys there are then. */
#include "tests/lib/conn.h"

static const struct step steps[] = {
	{ "add 1 b two", "ok add 1 b * 1" },
	{ "add 1 a one", "ok add 1 a * 2" },
	{ "add 1 b three", "err add exists ..." },
	{ "add 1 c/d.e-f_0 x", "ok add 1 c/d.e-f_0 * 3" },
	{ "add @javad b mine", "ok add @javad b * 1" },
	{ "add", "err add bad-command ..." },
	{ "add 1 d", "err add bad-command ..." },
	{ "add 2 d x", "err add not-member ..." },
	{ "add @ali d x", "err add no-such-name ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	conn_steps(javad, steps);
	PASS("a key is added once");
	conn_ask(javad, "get 1", "row 1 a * javad one");
	conn_expect(javad, "row 1 b * javad two");
	conn_expect(javad, "row 1 c/d.e-f_0 * javad x");
	conn_expect(javad, "ok get 1 3");
	PASS("there are as many as add has said");
	server_stop(server);
	return tap_done();
}
