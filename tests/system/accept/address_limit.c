/* max_per_address: so many clients an address, but for those exempt. */
#include "tests/lib/conn.h"

static void
expect_refused(struct server *server)
{
	struct conn *conn = conn_open_from(server, "127.0.0.2:0");

	conn_expect_turned_away(conn,
	    "too many connections from your address; "
	    "close one");
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(
	    server, "refused: 127.0.0.2:* (too many from one address)");
}

static struct conn *
let_in(struct server *server, const char *from, const char *name)
{
	struct conn *conn = conn_open_from(server, from);

	conn_say(conn, "%s", name);
	conn_expect(conn, "ok name %s", name);
	return conn;
}

/* Who is turned away because the server is full is not counted. */
static void
test_full(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "max_per_address 2\nmax_clients 1\nexempt none\n" });

	(void)let_in(server, "127.0.0.2:0", "javad");
	for (int i = 0; i < 3; i++) {
		struct conn *conn = conn_open_from(server, "127.0.0.2:0");
		conn_expect_turned_away(conn, "the server is full; ...");
		conn_expect_end(conn);
		conn_close(conn);
		server_expect(server, "full: 127.0.0.2:* turned away ...");
	}
	PASS("those who found the server full are not counted");
	server_stop(server);
}

static void
test_limit(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "max_per_address 2\nexempt 127.0.0.1\n" });
	struct conn *javad = let_in(server, "127.0.0.2:0", "javad");

	(void)let_in(server, "127.0.0.2:0", "ali");
	expect_refused(server);
	expect_refused(server);
	PASS("the third one of an address is told, and logged");
	conn_ask(javad, "ping", "ok ping");
	PASS("those within are unhurt");
	(void)let_in(server, "127.0.0.3:0", "reza");
	PASS("another address has its own");
	(void)let_in(server, "127.0.0.1:0", "sara");
	(void)let_in(server, "127.0.0.1:0", "mina");
	(void)let_in(server, "127.0.0.1:0", "dara");
	PASS("an exempt one has no limit");
	conn_ask(javad, "quit", "bye quit ...");
	conn_close(javad);
	server_expect(server, "ended: javad ...");
	(void)let_in(server, "127.0.0.2:0", "javad");
	expect_refused(server);
	PASS("when one has left another one gets in, and no more");
	server_stop(server);
}

int
main(void)
{
	test_limit();
	test_full();
	return tap_done();
}
