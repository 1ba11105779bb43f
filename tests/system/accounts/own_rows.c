/*
 * The table of a client that is logged in is its account's: it outlasts the
 * connection, the server and a crash of it. A client without an account, and a
 * key that is held, leave nothing. Each connection has a table of its own; the
 * account has the last change. When the client logs out, the rows leave its
 * table, and those who hear of them are told. Rows for which the table has no
 * room come with a later login. Nothing is left to a new account of the name.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/keeper.h"

static struct server *
start(void)
{
	static char config[4096];

	(void)snprintf(config, sizeof(config),
	    "%shistory_sync none\ntable_keys 4\n", keeper_config()); /* fits */
	return server_start(&(struct setup) { .config = config });
}

static struct server *
crash(struct server *server)
{
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it crashes");
	return start();
}

static void
quit(struct conn *conn)
{
	conn_say(conn, "quit");
	conn_wait_for(conn, "bye quit *");
	conn_close(conn);
}

static struct server *
lasts(struct server *server)
{
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "put @ali before 1", "ok put @ali before *");
	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(ali, "put @ali after two  words ", "ok put @ali after *");
	conn_ask(ali, "put @ali gone x", "ok put @ali gone *");
	conn_ask(ali, "cut @ali gone", "ok cut @ali gone x");
	conn_ask(ali, "hold @ali held 1 x", "ok hold @ali held 0");
	conn_expect(ali, "held * @ali held");
	quit(ali);
	ali = keeper_come(server, "ali");
	conn_ask(ali, "get @ali", "row @ali after * ali two  words ");
	conn_expect(ali, "row @ali before * ali 1");
	conn_expect(ali, "ok get @ali 2");
	PASS("the rows are there after the next login");
	server = crash(server);
	ali = conn_open(server);
	conn_say(ali, "login ali pw\nname ali\nget @ali");
	conn_wait_for(ali, "row @ali after * ali two  words ");
	conn_expect(ali, "row @ali before * ali 1");
	conn_expect(ali, "ok get @ali 2");
	PASS("and after a crash, at once");
	quit(ali);
	return server;
}

static void
are_two(struct server *server)
{
	struct conn *ali = keeper_come(server, "ali");
	struct conn *bob = conn_named(server, "bob");

	conn_ask(bob, "login ali pw", "ok login ali");
	conn_ask(bob, "put @bob before 2", "ok put @bob before * 1");
	conn_ask(ali, "get @ali before", "row @ali before * ali 1");
	conn_expect(ali, "ok get @ali 1");
	conn_ask(ali, "cut @ali after", "ok cut @ali after two  words ");
	conn_ask(bob, "get @bob after", "row @bob after * ali two  words ");
	conn_expect(bob, "ok get @bob 1");
	PASS("each connection has its own");
	quit(ali);
	quit(bob);
	ali = keeper_come(server, "ali");
	conn_ask(ali, "get @ali", "row @ali before * bob 2");
	conn_expect(ali, "ok get @ali 1");
	PASS("and the account the last change");
	quit(ali);
}

/* Subscribers to the key are told when it comes and goes. */
static void
comes_and_goes(struct server *server)
{
	struct conn *ali = conn_member(server, "ann", "tea");
	struct conn *eve = conn_named(server, "eve");
	struct conn *control = conn_open_at(server->control);

	conn_ask(eve, "join tea", "join * tea eve");
	conn_expect(ali, "join * tea eve");
	conn_ask(eve, "hear before", "ok hear");
	conn_ask(ali, "put @ann own x", "ok put @ann own *");
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_expect(eve, "set * @ann before bob 2");
	conn_ask(ali, "logout", "ok logout");
	conn_expect(eve, "cut * @ann before ann");
	conn_ask(ali, "get @ann", "ok get @ann 0");
	PASS("the rows come with the login and go with the logout");
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_expect(eve, "set * @ann before bob 2");
	conn_ask(ali, "get @ann own", "row @ann own * ann x");
	conn_expect(ali, "ok get @ann 1");
	PASS("with those that the client had");
	conn_ask(control, "accounts remove ali", "ok ...");
	conn_close(control);
	conn_expect(eve, "cut * @ann before ann");
	conn_ask(ali, "get @ann", "ok get @ann 0");
	PASS("they end with the account");
	quit(ali);
	quit(eve);
}

/*
 * Its table is full when the account's rows come: they are not lost, but those
 * of the client that the account has no room for go, the first ones.
 */
static void
has_room(struct server *server)
{
	struct conn *ali = conn_named(server, "cy");

	conn_ask(ali, "register pw", "ok register cy");
	conn_ask(ali, "put @cy kept 1", "ok put @cy kept *");
	quit(ali);
	ali = conn_named(server, "zed");
	conn_ask(ali, "put @zed a 1", "ok put @zed a *");
	conn_ask(ali, "put @zed b 1", "ok put @zed b *");
	conn_ask(ali, "put @zed c 1", "ok put @zed c *");
	conn_ask(ali, "put @zed d 1", "ok put @zed d *");
	conn_ask(ali, "login cy pw", "ok login cy");
	conn_ask(ali, "get @zed kept", "ok get @zed 0");
	conn_ask(ali, "get @zed a", "ok get @zed 0");
	quit(ali);
	ali = keeper_come(server, "cy");
	conn_ask(ali, "get @cy kept", "row @cy kept * cy 1");
	conn_expect(ali, "ok get @cy 1");
	conn_ask(ali, "get @cy c", "row @cy c * zed 1");
	conn_expect(ali, "ok get @cy 1");
	conn_ask(ali, "put @cy a 1", "err put too-many ...");
	conn_ask(ali, "cut @cy b", "ok cut @cy b 1");
	conn_ask(ali, "put @cy a 1", "ok put @cy a *");
	PASS("rows that do not fit stay with the account");
	quit(ali);
}

static void
is_new(struct server *server)
{
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "get @ali", "ok get @ali 0");
	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(ali, "get @ali", "ok get @ali 0");
	quit(ali);
	ali = keeper_come(server, "ali");
	conn_ask(ali, "get @ali", "ok get @ali 0");
	PASS("and a new one has none");
}

int
main(void)
{
	struct server *server = lasts(start());

	are_two(server);
	comes_and_goes(server);
	is_new(server);
	has_room(server);
	server_stop(server);
	return tap_done();
}
