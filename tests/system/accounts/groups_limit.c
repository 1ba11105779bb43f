/*
 * An account can register 50 groups over all its connections; a further one is
 * too-many until one is dropped. Other accounts are not affected, and the count
 * survives an upgrade and a restart.
 */
#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

#define MOST 50

/* Tries a group that is empty before and after. */
static void
try_group(struct conn *conn, const char *name, int number, const char *answer)
{
	conn_say(conn, "join g%d", number);
	conn_expect(conn, "join * g%d %s", number, name);
	conn_say(conn, "register g%d", number);
	conn_expect(conn, "%s", answer);
	conn_say(conn, "leave g%d", number);
	conn_expect(conn, "leave * g%d %s", number, name);
}

static void
is_full(struct conn *conn, const char *name)
{
	try_group(conn, name, MOST, "err register too-many ...");
}

static void
test_limit(struct server *server)
{
	struct conn *ali = conn_named(server, "ali");
	struct conn *too = conn_named(server, "too");
	struct conn *bob = conn_named(server, "bob");

	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(too, "login ali pw", "ok login ali");
	conn_ask(bob, "register pw", "ok register bob");
	for (int i = 0; i < MOST; i++)
		try_group(i % 2 == 0 ? ali : too, i % 2 == 0 ? "ali" : "too", i,
		    "ok register *");
	PASS("so many are an account's");
	is_full(ali, "ali");
	is_full(too, "too");
	PASS("and not one more, wherever it is logged in");
	try_group(bob, "bob", MOST, "ok register *");
	conn_ask(bob, "drop g50", "ok drop g50");
	PASS("another account has its own");
	conn_ask(ali, "drop g0", "ok drop g0");
	try_group(ali, "ali", MOST, "ok register *");
	conn_ask(ali, "drop g50", "ok drop g50");
	try_group(ali, "ali", 0, "ok register *");
	PASS("one that is dropped makes room");
	upgrade_to(server, UPGRADE_LATER);
	is_full(ali, "ali");
	PASS("they are counted in the next program");
}

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);

	test_limit(server);
	server_stop(server);
	server = server_start(&setup);
	is_full(keeper_come(server, "ali"), "ali");
	PASS("and after a restart");
	server_stop(server);
	return tap_done();
}
