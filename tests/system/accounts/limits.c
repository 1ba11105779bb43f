/*
 * Who may make accounts: nobody, who has a name, or anybody; three a day from
 * an address that is not exempt; and with "accounts no" there are none.
 */
#include "tests/lib/keeper.h"

static struct server *
start(const char *config)
{
	return server_start(&(struct setup) { .config = config });
}

static void
are_there_none(void)
{
	struct server *server = start("accounts no\n");
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "register pw", "err register not-allowed ...");
	conn_ask(ali, "login ali pw", "err login not-allowed ...");
	conn_ask(ali, "prove plain", "err prove not-allowed ...");
	PASS("there are none");
	server_stop(server);
}

static void
are_made_by_nobody(void)
{
	struct server *server = start(KEEPER_QUICK "register no\n");
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "register pw",
	    "err register not-allowed clients cannot create ...");
	conn_ask(ali, "enroll b pw",
	    "err enroll not-allowed clients cannot create ...");
	PASS("nobody may make one");
	server_stop(server);
}

static void
are_made_before_a_name(void)
{
	struct server *server = start(KEEPER_QUICK "register before\n");
	struct conn *conn = conn_open(server);

	conn_ask(conn, "enroll ali pw", "ok register ali");
	conn_ask(conn, "ali", "ok name ali");
	PASS("anybody may, and has the name");
	server_stop(server);
}

static const struct step four[] = {
	{ "enroll one pw", "ok register one" },
	{ "logout", "ok logout" },
	{ "enroll two pw", "ok register two" },
	{ "logout", "ok logout" },
	{ "enroll three pw", "ok register three" },
	{ "logout", "ok logout" },
	{ "enroll four pw", "err enroll too-many ..." },
	{ "login one pw", "ok login one" },
};

static void
are_three_a_day(void)
{
	struct server *server = start(KEEPER_QUICK "exempt none\n");
	struct conn *conn = conn_named(server, "ali");
	struct conn *other;

	conn_steps(conn, four);
	PASS("no more than three from one address");
	other = conn_open_from(server, "127.0.0.2:0");
	conn_ask(other, "bob", "ok name bob");
	conn_ask(other, "register pw", "ok register bob");
	PASS("others make theirs");
	server_stop(server);
}

int
main(void)
{
	are_there_none();
	are_made_by_nobody();
	are_made_before_a_name();
	are_three_a_day();
	return tap_done();
}
