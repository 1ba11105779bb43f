/* cut: what stood there, and each way to be refused. */
#include "tests/lib/conn.h"

static const struct step steps[] = {
	{ "add 1 a one", "ok add 1 a * 1" },
	{ "add 1 b two", "ok add 1 b * 2" },
	{ "cut 1 a", "ok cut 1 a one" },
	{ "cut 1 a", "err cut no-such-key ..." },
	{ "get 1 a", "ok get 1 0" },
	{ "add 1 c three", "ok add 1 c * 2" },
	{ "put @javad a x", "ok put @javad a *" },
	{ "cut @javad a", "ok cut @javad a x" },
	{ "cut", "err cut bad-command ..." },
	{ "cut 1", "err cut bad-command ..." },
	{ "cut 1 b x", "err cut bad-command ..." },
	{ "cut 2 b", "err cut not-member ..." },
	{ "cut @ali b", "err cut not-allowed ..." },
	{ "cut @reza b", "err cut no-such-name ..." },
	{ "cut 1 B", "err cut bad-text ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_named(server, "ali");
	struct conn *javad = conn_member(server, "javad", "1");

	conn_steps(javad, steps);
	conn_expect_nothing(ali);
	PASS("a key is taken away by who may");
	server_stop(server);
	return tap_done();
}
