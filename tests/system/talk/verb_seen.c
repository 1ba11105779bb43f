/*
 * seen only raises the read marker, of the connection or of the account, whose
 * other connections are told; nobody else sees it.
 */
#include "tests/lib/keeper.h"

#define LATER "1700000000000000"
#define EARLIER "1600000000000000"

static const struct step steps[] = {
	{ "seen 1", "ok seen 1 0" },
	{ "seen 1 " EARLIER, "ok seen 1 " EARLIER },
	{ "seen 1", "ok seen 1 " EARLIER },
	{ "seen 1 " LATER, "ok seen 1 " LATER },
	{ "seen 1 " EARLIER, "ok seen 1 " LATER },
	{ "seen @Bo", "ok seen @Bo 0" },
	{ "seen @bo " EARLIER, "ok seen @bo " EARLIER },
	{ "seen @BO", "ok seen @BO " EARLIER },
	{ "seen 1 0", "err seen bad-command ..." },
	{ "seen nowhere", "ok seen nowhere 0" },
	{ "seen", "err seen bad-command ..." },
	{ "seen 1 x", "err seen bad-command ..." },
	{ "seen 1 1 1", "err seen bad-command ..." },
	{ "seen @@ 1", "err seen bad-name ..." },
};

static void
test_account(struct server *server)
{
	struct conn *ali = conn_named(server, "ali");
	struct conn *phone = conn_named(server, "phone");
	struct conn *brief = conn_named(server, "brief");
	struct conn *reza = conn_named(server, "reza");

	conn_ask(ali, "register sesame", "ok register ali");
	conn_ask(phone, "want full", "ok want full");
	conn_ask(reza, "want full", "ok want full");
	conn_ask(phone, "login ali sesame", "ok login ali");
	conn_ask(brief, "login ali sesame", "ok login ali");
	conn_ask(ali, "seen 1 " EARLIER, "ok seen 1 " EARLIER);
	conn_expect(phone, "seen 1 " EARLIER);
	conn_ask(phone, "seen 1 " LATER, "ok seen 1 " LATER);
	conn_ask(ali, "seen 1 " EARLIER, "ok seen 1 " LATER);
	conn_expect_nothing(phone);
	conn_expect_nothing(brief);
	conn_ask(reza, "seen 1", "ok seen 1 0");
	PASS("of the account, on all its connections that want it");
	conn_ask(phone, "logout", "ok logout");
	conn_ask(phone, "seen 1", "ok seen 1 0");
	conn_ask(ali, "seen 1 " LATER, "ok seen 1 " LATER);
	conn_expect_nothing(phone);
	conn_ask(ali, "quit", "bye quit ...");
	conn_ask(phone, "login ali sesame", "ok login ali");
	conn_ask(phone, "seen 1", "ok seen 1 " LATER);
	PASS("it stays with the account");
}

/* The one that is furthest behind makes room. */
static void
test_many(struct server *server)
{
	struct conn *many = conn_named(server, "many");

	for (unsigned i = 0; i < 200; i++) {
		conn_say(many, "seen g%u %u", i, 1000 + i);
		conn_expect(many, "ok seen g%u %u", i, 1000 + i);
	}
	conn_ask(many, "seen g0", "ok seen g0 1000");
	conn_ask(many, "seen more 5000", "ok seen more 5000");
	conn_ask(many, "seen g0", "ok seen g0 0");
	conn_ask(many, "seen g1", "ok seen g1 1001");
	PASS("200 are kept");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *javad = conn_named(server, "javad"), *again;

	conn_steps(javad, steps);
	PASS("it rises, and each refusal");
	conn_ask(javad, "seen 1 9999999999999999", "ok seen 1 1*");
	PASS("never beyond now");
	conn_ask(javad, "quit", "bye quit ...");
	server_expect(server, "ended: javad ...");
	for (size_t i = 0; i < 8; i++) { /* of which one has its number */
		again = conn_open(server);
		conn_say(again, "n%zu", i);
		conn_expect(again, "ok name n%zu", i);
		conn_ask(again, "seen 1", "ok seen 1 0");
	}
	PASS("what is the connection's goes with it");
	test_account(server);
	test_many(server);
	server_stop(server);
	return tap_done();
}
