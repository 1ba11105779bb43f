/*
 * allow and deny decide who may connect over TCP, but not over UNIX sockets; a
 * refused client is told, and a HUP changes the rules for newcomers.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

static void
expect_refused(struct server *server, const char *from)
{
	struct conn *conn = conn_open_from(server, from);

	conn_expect_turned_away(
	    conn, "connections from your address are not allowed");
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(
	    server, "refused: %.*s* (denied)", (int)strcspn(from, "0"), from);
}

static struct conn *
expect_let_in(struct server *server, const char *from)
{
	struct conn *conn = conn_open_from(server, from);

	conn_ask(conn, "name javad", "ok name javad");
	return conn;
}

static void
expect_visit(struct server *server, const char *from)
{
	conn_close(expect_let_in(server, from));
	server_expect(server, "ended: javad ...");
}

static void
test_rules(struct server *server)
{
	expect_refused(server, "127.0.0.2:0");
	expect_visit(server, "127.0.0.1:0");
	PASS("denied is refused, exempt or not; others are let in");
	expect_visit(server, "127.0.1.3:0");
	expect_refused(server, "127.0.1.4:0");
	PASS("the smallest network decides");
}

static void
test_unix(const struct server *server)
{
	struct conn *conn = conn_open_at(server->address[1]);

	conn_ask(conn, "name ali", "ok name ali");
	PASS("a UNIX socket has no address that could be denied");
	conn_close(conn);
}

static void
test_reload(struct server *server)
{
	struct conn *within = expect_let_in(server, "127.0.0.1:0");

	server_configure(server, "allow 127.0.0.2\nallow ::/0\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	expect_refused(server, "127.0.0.1:0");
	conn_ask(within, "ping", "ok ping");
	PASS("who is in stays, and others of that address do not come in");
	conn_close(within);
	server_expect(server, "ended: javad ...");
	expect_visit(server, "127.0.0.2:0");
	PASS("only those who are allowed");
	server_configure(server, "allow 127.0.0.1/8\n");
	server_signal(server, SIGHUP);
	server_expect(
	    server, "reload: refused: *:1: allow 127.0.0.1/8: bits after ...");
	expect_visit(server, "127.0.0.2:0");
	PASS("a bad rule changes nothing");
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .config = "deny 127.0.0.2\ndeny 127.0.1.0/24\nallow 127.0.1.3\n"
		      "allow 127.0.0.0/8\nexempt 127.0.0.0/8\n",
	    .listen = { "127.0.0.1:0", path } });
	test_rules(server);
	test_unix(server);
	test_reload(server);
	server_stop(server);
	return tap_done();
}
