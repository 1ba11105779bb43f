/*
 * After a restart, fifty people behind one address log in twice each. A client
 * that tries more often gets slow-down, in the line protocol and on IRC, and
 * others are not affected.
 */
#include "tests/lib/keeper.h"

#define PEOPLE 50

#define CONFIG KEEPER_QUICK "register before\nexempt 127.0.0.1\n"

static struct conn *conns[PEOPLE];

static void
make_accounts(struct server *server, int count)
{
	struct conn *conn = conn_named(server, "maker");

	for (int i = 0; i < count; i++) {
		conn_say(conn, "enroll p%d pw", i);
		conn_expect(conn, "ok register p%d", i);
		conn_ask(conn, "logout", "ok logout");
	}
	conn_close(conn);
}

/* All at once, and each a second time. */
static void
all_come_back(struct server *server)
{
	for (int i = 0; i < PEOPLE; i++) {
		conns[i] = conn_open_from(server, "127.0.0.2:0");
		conn_ask(conns[i], "ping", "ok ping");
	}
	for (int i = 0; i < PEOPLE; i++)
		conn_say(
		    conns[i], "login p%d pw\nname p%d\nlogin p%d pw", i, i, i);
	for (int i = 0; i < PEOPLE; i++) {
		conn_expect(conns[i], "ok login p%d", i);
		conn_expect(conns[i], "ok name p%d", i);
		conn_expect(conns[i], "ok login p%d", i);
	}
	PASS("fifty are in again");
}

/* One a minute. */
static void
is_limited_by_account(struct server *server)
{
	struct conn *conn = conn_open_from(server, "127.0.0.3:0");
	struct conn *owner = conn_open_from(server, "127.0.0.4:0");

	conn_ask(conn, "login p0 pw", "ok login p0");
	conn_ask(conn, "login p0 pw", "err login slow-down ...");
	conn_ask(conn, "prove plain AHAwAHB3", "err prove slow-down ...");
	PASS("one account, again and again");
	conn_ask(conn, "login p1 pw", "ok login p1");
	PASS("its neighbour behind the address is not concerned");
	conn_ask(owner, "login p0 pw", "ok login p0");
	PASS("nor is the owner elsewhere");
	server_pace(server, 60 * SEC);
	conn_ask(conn, "login p0 pw", "ok login p0");
	PASS("who has waited may try again");
}

static void
is_limited_by_address(struct server *server)
{
	struct conn *conn = conn_open_from(server, "127.0.0.5:0");
	struct conn *irc = conn_open_from(server, "127.0.0.5:0");

	conn_ask(conn, "login p0 pw", "ok login p0");
	conn_ask(conn, "login p1 pw", "err login slow-down ...");
	conn_ask(conn, "logout", "ok logout");
	conn_ask(conn, "enroll new pw", "err enroll slow-down ...");
	PASS("many accounts from one address");
	conn_say(irc, "CAP REQ sasl\r");
	conn_expect(irc, ":* CAP * ACK :sasl\r");
	conn_say(irc, "AUTHENTICATE PLAIN\r");
	conn_expect(irc, ":* AUTHENTICATE +\r");
	conn_say(irc, "AUTHENTICATE AHAwAHB3\r");
	conn_expect(irc, ":* 904 * ...");
	PASS("and on IRC");
	server_expect(server, "refused: 127.0.0.5:* (too many logins)");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = CONFIG });

	make_accounts(server, PEOPLE);
	all_come_back(server);
	server_stop(server);
	server = server_start(&(struct setup) {
	    .config = CONFIG "account_rate 1\n", .paced = true });
	make_accounts(server, 2);
	is_limited_by_account(server);
	server_reload(server, CONFIG "login_rate 1\n");
	is_limited_by_address(server);
	server_stop(server);
	return tap_done();
}
